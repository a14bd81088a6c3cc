import { renderBlocks } from './brd-blocks.ts';
import {
  beginningOf,
  cleaned,
  countCodePoints,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
  styled,
} from './formatted.ts';
import { packBlocks } from './split-message.ts';
import { tidy } from './tidy-entities.ts';

export type BrdHead = { workItemId: string; title: string; revision: string };

const mostParts = 10;
/** Room for the lines above and below a part. */
const frameSize = 420;
/** More than ten messages hold, markup included. The lexer's time can grow with the square of it. */
const longestSource = 60_000;

/** The requirements as one to ten messages, each within Telegram's limits, in the order in which to send them. */
export function renderBrd(document: string, head: BrdHead): Formatted[] {
  const clean = cleaned(document);
  const source = beginningOf(clean, longestSource);
  const parts = packBlocks(renderBlocks(source), longestMessage - frameSize);
  const shown = parts.length === 0 ? [plain('The document is empty.')] : parts.slice(0, mostParts);
  const repeatsTitle = shown[0]?.text.startsWith(`${oneLine(head.title, 200)}\n`) ?? false;
  const leftOut =
    parts.slice(mostParts).reduce((sum, { text }) => sum + countCodePoints(text), 0) +
    countCodePoints(clean.slice(source.length));
  return shown.map((part, index) =>
    tidy(
      joined(
        [headOf(head, repeatsTitle, index, shown.length), part, ...tailOf(leftOut, index, shown.length)],
        '\n\n',
      ),
    ),
  );
}

/** A document that begins with its own title does not need it above. */
function headOf(
  { workItemId, title, revision }: BrdHead,
  repeatsTitle: boolean,
  index: number,
  count: number,
): Formatted {
  const name = `BRD of ${oneLine(workItemId, 64)} · revision ${beginningOf(oneLine(revision, 64), 8)}`;
  const first = styled('bold', plain(count === 1 ? name : `${name} · part ${index + 1} of ${count}`));
  const subject = index === 0 && !repeatsTitle ? oneLine(title, 200) : '';
  return subject === '' ? first : joined([first, plain(subject)], '\n');
}

function tailOf(leftOut: number, index: number, count: number): Formatted[] {
  if (leftOut === 0 || index < count - 1) return [];
  const amount = leftOut.toLocaleString('en-US');
  return [
    styled('italic', plain(`… about ${amount} more characters are left out; the branch has all of it.`)),
  ];
}
