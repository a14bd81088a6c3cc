export const byId = (id) => document.getElementById(id);

/** Message data reaches the page only as text nodes and checked attributes, never as markup. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

export function makeButton(className, label, onClick, ...children) {
  const button = make('button', className, ...children);
  button.type = 'button';
  if (label) button.setAttribute('aria-label', label);
  if (onClick) button.addEventListener('click', onClick);
  return button;
}

export function makeIcon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

export const tintOf = (id) => `tint-${Math.abs(id) % 7}`;

export function makeAvatar(id, name, kind) {
  const avatar = make('div', `avatar ${tintOf(id)}`);
  avatar.setAttribute('aria-hidden', 'true');
  if (kind === 'bot') {
    const image = make('img');
    image.src = '/page/icon.svg';
    image.alt = '';
    avatar.append(image);
  } else if (kind === 'group') avatar.append(makeIcon('group'));
  else avatar.append(initials(name));
  return avatar;
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean).slice(0, 2);
  return words.map((word) => Array.from(word)[0].toUpperCase()).join('');
}
