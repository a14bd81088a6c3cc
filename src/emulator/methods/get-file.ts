import { badRequest } from '../api-error.ts';
import { toFileIds } from '../file-fields.ts';
import { readString } from '../parameters.ts';
import type { EmulatorState, StoredFile } from '../state.ts';
import type { Method } from './method.ts';

const largestDownloadBytes = 20 * 1024 * 1024;

/** The path can be downloaded from then on, below `/file/bot<token>/`. */
export const getFile: Method = (state, { params }) => {
  const id = readString(params, 'file_id') ?? '';
  if (id === '') throw badRequest('file_id not specified');
  const file = state.files.get(id);
  if (file === undefined) throw badRequest('invalid file_id');
  if (file.bytes.length > largestDownloadBytes) throw badRequest('file is too big');
  const path = pathOf(state, id, file);
  return { ...toFileIds(id), file_size: file.bytes.length, file_path: path };
};

function pathOf(state: EmulatorState, id: string, file: StoredFile): string {
  for (const [path, known] of state.filePaths) if (known === id) return path;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(file.name)?.[0] ?? '';
  const folder = file.type.startsWith('image/') ? 'photos' : 'documents';
  const path = `${folder}/file_${state.filePaths.size}${extension.toLowerCase()}`;
  state.filePaths.set(path, id);
  return path;
}
