import type { Project, RoleSettings } from '../../domain/project.ts';

type Chosen = { model: string | null; effort: string | null };

/**
 * The model and effort of a role's next run. What a person chose for the task counts for the roles that have the
 * developer's runner: another CLI would not know the name.
 */
export function chooseModel(
  task: Chosen | undefined,
  { roles }: Pick<Project, 'roles'>,
  settings: RoleSettings,
): Chosen {
  const counts = 'account' in settings && settings.runner === roles.developer?.runner;
  return {
    model: (counts ? task?.model : null) ?? settings.model,
    effort: (counts ? task?.effort : null) ?? settings.effort,
  };
}
