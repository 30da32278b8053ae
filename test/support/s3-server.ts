/** A real S3 store on loopback for one test file. */
export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  stop(): Promise<void>;
}

/** Whether somebody speaks HTTP there. */
export async function answersHttp(endpoint: string): Promise<boolean> {
  const answer = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return true;
}
