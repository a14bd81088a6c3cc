import type { Transcript } from './transcript.ts';

/** Whatever of it is text may come to be shown, on a card, a board or a forge. */
export function maskTranscript(transcript: Transcript, mask: (text: string) => string): Transcript {
  const { step, said, handedIn, end, fault, denials } = transcript;
  return {
    ...transcript,
    step: step === null ? null : mask(step),
    said: said === null ? null : mask(said),
    handedIn: maskJson(handedIn, mask),
    end: end === null ? null : { ...end, text: mask(end.text), report: maskJson(end.report, mask) },
    fault: fault === null ? null : { ...fault, text: mask(fault.text) },
    denials: denials.map(mask),
  };
}

function maskJson(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item: unknown) => maskJson(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskJson(item, mask)]));
}
