import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { PythonStore } from './python-layout.ts';

/** A bucket as the Python membridge writes and reads it, by a client that shares no code with ours. */
export function bucketStore(client: S3Client, bucket: string): PythonStore {
  return {
    async put(key, body) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Body === undefined ? null : Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return null;
        throw error;
      }
    },
  };
}

/** Every object with its etag and time: equal means that nobody wrote. */
export async function bucketState(client: S3Client, bucket: string): Promise<Record<string, string>> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Object.fromEntries(Contents.map(({ Key, ETag, LastModified }) => [Key, `${ETag} ${LastModified?.toJSON()}`]));
}
