import { byId } from './dom.js';
import { formatSize } from './file-view.js';
import { store } from './store.js';

const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** A file goes along with the next message, whose text becomes its caption. */
export function startAttaching(changed) {
  const picker = byId('picker');
  const attach = (file) => {
    if (!file) return;
    store.attached = { file, asPhoto: pictures.includes(file.type) };
    changed();
    byId('input').focus();
  };
  byId('attach').addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    attach(picker.files[0]);
    picker.value = '';
  });
  byId('input').addEventListener('paste', (event) => attach(event.clipboardData?.files[0]));
  byId('attached-remove').addEventListener('click', () => {
    store.attached = undefined;
    changed();
  });
  byId('attached-photo').addEventListener('change', ({ target }) => {
    store.attached.asPhoto = target.checked;
    changed();
  });
}

export function drawAttached() {
  const { attached } = store;
  byId('attached').hidden = !attached;
  if (!attached) return;
  const { file, asPhoto } = attached;
  byId('attached-name').textContent = file.name;
  byId('attached-size').textContent = formatSize(file.size);
  byId('attached-kind').hidden = !pictures.includes(file.type);
  byId('attached-photo').checked = asPhoto;
}
