/**
 * What a store was seen to keep of its promises about conditional writes (protocol.md section 10): A atomic, B honoured
 * but racy, C refused, D ignored. Only create-only heads need A.
 */
export type Grade = 'A' | 'B' | 'C' | 'D';
