import type { MessageEntity } from 'grammy/types';
import { toStoredTime } from '../stored-time.ts';
import { covered, type Formatted, plain } from './formatted.ts';

/** Undefined for anything that is no such time. */
export function fromUtcText(text: string): Date | undefined {
  const date = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

type TimeFormat = MessageEntity.DateTimeMessageEntity['date_time_format'];

/** A time that the reader's app shows in its own words (`r`: "5 minutes ago", kept up to date) or time zone. */
export function timeOf(date: Date, format: TimeFormat): Formatted {
  const unixTime = Math.floor(date.getTime() / 1000);
  if (!(unixTime >= 0)) return plain('an unknown time');
  const text = `${toStoredTime(date).slice(0, 16)} UTC`;
  return covered(
    { type: 'date_time', offset: 0, length: text.length, unix_time: unixTime, date_time_format: format },
    plain(text),
  );
}

/** For what is sent once: a text that is not kept up to date must not look as if it were. */
export function withFixedTimes({ text, entities }: Formatted): Formatted {
  const fixed = entities.map((entity) =>
    entity.type === 'date_time' && entity.date_time_format === 'r'
      ? { ...entity, date_time_format: 'dt' as const }
      : entity,
  );
  return { text, entities: fixed };
}
