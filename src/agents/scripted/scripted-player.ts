// A program of its own: node scripted-player.ts SCRIPT REQUEST. The agent `scripted` starts it.
import { readFileSync } from 'node:fs';
import { playScript } from './play-script.ts';
import { readRequestFile } from './request-file.ts';
import { parseScript, wrongScriptCode } from './script.ts';

const [scriptPath = '', requestPath = ''] = process.argv.slice(2);
try {
  const script = parseScript(readFileSync(scriptPath, 'utf8'));
  process.exitCode = await playScript(script, readRequestFile(requestPath));
} catch (error) {
  console.error(`scripted agent: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = wrongScriptCode;
}
