import { inEnglish } from '../../locale/translator.ts';
import type { HealthReport } from '../../monitors/health-webhook.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { Context } from '../context.ts';
import { keepVerdict } from '../health/judge-look.ts';
import type { EventHandler } from './dispatch-event.ts';

type HealthDeps = { parse(payload: unknown, subject: string | null): HealthReport[] };

/** A deploy's verdict from outside, for the releases that are being watched now. */
export function createHealthEventHandler({ parse }: HealthDeps): EventHandler {
  return (context, event) => {
    const [, subject = null] = event.event_type.split(/:(.*)/s);
    const reports = parse(JSON.parse(event.payload), subject);
    return { subject: null, settle: () => tellAll(context, reports) };
  };
}

function tellAll(context: Context, reports: readonly HealthReport[]): string {
  if (reports.length === 0) return 'ignored: it holds no verdict';
  return reports.map((report) => tellOne(context, report)).join('; ');
}

function tellOne(context: Context, report: HealthReport): string {
  const { subject } = report;
  if (subject === null) return 'ignored: it names no project, repository or task';
  const watched = context.store.tasks.listWaiting({ stage: 'deploy', step: 'health' });
  const meant = watched.filter((task) => isMeant(context, task, subject));
  if (meant.length === 0) return `ignored: no release of ${subject} is being watched`;
  return meant.map((task) => conclude(context, task, report)).join('; ');
}

function isMeant({ projects }: Context, task: TaskRow, subject: string): boolean {
  const names = [projects.findForTask(task)?.name, task.repo, task.work_item_id];
  return names.some((name) => name?.toLowerCase() === subject.toLowerCase());
}

function conclude(context: Context, task: TaskRow, { verdict, reason, monitor }: HealthReport): string {
  const name = task.work_item_id ?? `task ${task.id}`;
  const by = { who: monitor, via: 'health' } as const;
  const signal =
    verdict === 'healthy' ? ({ type: 'healthy' } as const) : ({ type: 'degraded', reason, by } as const);
  const error = verdict === 'healthy' ? null : reason;
  return `${name}: ${inEnglish(keepVerdict(context, task.id, signal, by, error))}`;
}
