// `node whole-file-script.ts put|get FILE`: the whole file as one object, in parts of 8 MiB, one after the other; what a
// person's own script does. Where and with which keys is in the environment.
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

const partBytes = 8 * 1024 * 1024;

const [action, path = ''] = process.argv.slice(2);
const address = { Bucket: process.env['BENCH_BUCKET'] ?? '', Key: 'claude-mem.db' };
const client = new S3Client({
  endpoint: process.env['BENCH_ENDPOINT'] ?? '',
  region: 'us-east-1',
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});

if (action === 'put') await put();
else await get();
client.destroy();

async function put(): Promise<void> {
  const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand(address));
  const file = await open(path);
  const parts: { PartNumber: number; ETag: string }[] = [];
  const buffer = Buffer.alloc(partBytes);
  for (let number = 1; ; number += 1) {
    const { bytesRead } = await file.read(buffer, 0, partBytes, (number - 1) * partBytes);
    if (bytesRead === 0) break;
    const part = { ...address, UploadId, PartNumber: number, Body: buffer.subarray(0, bytesRead) };
    const { ETag = '' } = await client.send(new UploadPartCommand(part));
    parts.push({ PartNumber: number, ETag });
  }
  await file.close();
  await client.send(new CompleteMultipartUploadCommand({ ...address, UploadId, MultipartUpload: { Parts: parts } }));
}

async function get(): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand(address));
  if (!(Body instanceof Readable)) throw new Error('the client library hands over no stream');
  await pipeline(Body, createWriteStream(path));
}
