// Who may write to a conversation now, of all windows of the machine.

export type HeldBy =
  | { readonly by: 'nobody' }
  /** This window; `isWanted`: another one asks for it. */
  | { readonly by: 'me'; readonly isWanted: boolean }
  /** Another window that lives. */
  | { readonly by: 'other' };
