/** Smaller forms of the built files, made once at build, so that no request waits for a compressor. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { RequestHandler } from "express";

const TEXT = /\.(js|css|html|svg|json|webmanifest)$/;
/** Below this, the headers weigh more than what is saved. */
const MIN_BYTES = 512;

/** Encodings in the order of preference, and how their files end. */
const ENCODINGS = [
  { name: "br", ending: ".br" },
  { name: "gzip", ending: ".gz" },
] as const;

/** Writes FILE.br and FILE.gz beside every text file of a folder that is worth it. */
export function compressFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXT.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    if (bytes.length < MIN_BYTES) continue;
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** What a built file can be asked for by: no part begins with a dot. */
const BUILT = /^(\/[\w-][\w.-]*)+$/;

/** Whether a file has its smaller forms. Looked up each time: a build that is made while a server runs has other files. */
const isCompressed = (folder: string, path: string): boolean =>
  TEXT.test(path) && BUILT.test(path) && ENCODINGS.every(({ ending }) => existsSync(join(folder, path + ending)));

/** Serves the smaller form that the browser takes: the path is changed, and what serves files does the rest. */
export function preferCompressed(folder: string): RequestHandler {
  return (request, response, next) => {
    if ((request.method !== "GET" && request.method !== "HEAD") || !isCompressed(folder, request.path)) {
      next();
      return;
    }
    response.vary("accept-encoding");
    const encoding = ENCODINGS.find(({ name }) => request.acceptsEncodings(name) === name);
    if (encoding) {
      response.type(request.path.slice(request.path.lastIndexOf("."))).set("content-encoding", encoding.name);
      request.url = request.url.replace(request.path, request.path + encoding.ending);
    }
    next();
  };
}
