import { createServer } from 'node:http';
import { loadNotices } from './notices.js';

const notices = loadNotices(new URL('./notices', import.meta.url).pathname);
const release = process.env.RELEASE ?? 'unreleased';
const widest = Number(process.env.WIDEST ?? Number.POSITIVE_INFINITY);
const tooWide = notices.find(({ title }) => title.length > widest);
const status = tooWide === undefined ? 'ok' : `too wide: ${tooWide.title}`;

const escape = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Noticeboard</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}article{border:1px solid #ccc;border-radius:.5rem;padding:0 1rem;margin:1rem 0}pre{white-space:pre-wrap;font:inherit}</style>
<h1>Noticeboard</h1><p>Release ${escape(release.slice(0, 8))}</p>
${notices.map(({ title, body }) => `<article><h2>${escape(title)}</h2><pre>${escape(body)}</pre></article>`).join('\n')}
</html>`;

createServer((request, response) => {
  if (request.url === '/healthz') {
    response.setHeader('content-type', 'application/json');
    response.statusCode = tooWide === undefined ? 200 : 503;
    response.end(JSON.stringify({ status, release, notices: notices.length }));
    return;
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(page);
}).listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
