/** Below this, buckets are all of the smallest step. */
const finestUpTo = 4_096;
const finestStep = 256;
/** Buckets per doubling above: 16 make padding cost at most 1/16 (section 11 allows 12 %), 3 % on average. */
const bucketsPerDoublingLog2 = 4;

/**
 * The size an object is padded to, header line included: the next multiple of 256 bytes up to 4 KiB, above that the
 * next multiple of 2^(e-4) for sizes in (2^e, 2^(e+1)]. So 4,352, 4,608 … 8,192, 8,704, 9,216 … 16,384, 17,408 …
 * `leastPadding`: padding is none or at least this many bytes (a zstd skippable frame needs 8); a size nearer to its
 * bucket goes on to the next one.
 */
export function paddedSize(bytes: number, leastPadding: number): number {
  const bucket = bucketOf(bytes);
  return bucket === bytes || bucket - bytes >= leastPadding ? bucket : bucketOf(bytes + leastPadding);
}

function bucketOf(bytes: number): number {
  if (bytes <= finestUpTo) return Math.ceil(bytes / finestStep) * finestStep;
  const exponent = 31 - Math.clz32(bytes - 1);
  const step = 2 ** (exponent - bucketsPerDoublingLog2);
  return Math.ceil(bytes / step) * step;
}
