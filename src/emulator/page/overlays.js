import { byId, make } from './dom.js';

const shownMs = 4000;

export function showToast(text) {
  const toast = make('div', 'toast', text);
  byId('toasts').append(toast);
  setTimeout(() => toast.classList.add('leaving'), shownMs);
  setTimeout(() => toast.remove(), shownMs + 250);
}

export function showAlert(text) {
  const alert = byId('alert');
  byId('alert-text').textContent = text;
  if (!alert.open) alert.showModal();
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    showToast('Copied');
  } catch {
    showToast('The browser did not allow copying');
  }
}

export function startDrawer() {
  const open = byId('open-drawer');
  open.addEventListener('click', () => {
    setDrawer(true);
    byId('close-drawer').focus();
  });
  byId('close-drawer').addEventListener('click', () => {
    setDrawer(false);
    open.focus();
  });
  byId('backdrop').addEventListener('click', () => setDrawer(false));
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') setDrawer(false);
  });
}

export function setDrawer(shown) {
  byId('app').classList.toggle('drawer', shown);
  byId('open-drawer').setAttribute('aria-expanded', String(shown));
}
