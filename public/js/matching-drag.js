/** Cards are dragged onto a mentor, onto another card to change places, or to the left to be taken out. */
export function dragging({ change, say }) {
  const board = document.querySelector('[data-match-board]');
  if (!board) return;
  let dragged = null;

  const targetOf = (event) => {
    if (dragged === null) return null;
    const unit = event.target.closest('[data-unit]');
    return unit === null || unit === dragged.unit ? null : unit;
  };
  const clear = () => {
    for (const each of board.querySelectorAll('.is-target')) each.classList.remove('is-target');
  };

  board.addEventListener('dragstart', (event) => {
    const card = event.target.closest('[data-card]');
    if (!card?.draggable) return;
    dragged = { card, unit: card.closest('[data-unit]') };
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', card.dataset.name);
    card.classList.add('is-dragged');
  });

  board.addEventListener('dragover', (event) => {
    const unit = targetOf(event);
    if (unit === null) return;
    event.preventDefault();
    if (unit.classList.contains('is-target')) return;
    clear();
    unit.classList.add('is-target');
  });

  board.addEventListener('dragleave', (event) => {
    if (!board.contains(event.relatedTarget)) clear();
  });

  board.addEventListener('drop', (event) => {
    const unit = targetOf(event);
    if (unit === null) return;
    event.preventDefault();
    const { card, unit: from } = dragged;
    const menteeId = card.dataset.card;
    const other = event.target.closest('[data-card]');
    if (unit.dataset.unit === '') change({ kind: 'unassign', menteeId }, menteeId);
    else if (other !== null && from.dataset.unit !== '')
      change({ kind: 'swap', menteeId, withMenteeId: other.dataset.card }, menteeId);
    else change({ kind: 'assign', menteeId, unitId: unit.dataset.unit }, menteeId);
  });

  board.addEventListener('dragend', () => {
    dragged?.card.classList.remove('is-dragged');
    dragged = null;
    clear();
    say('');
  });
}
