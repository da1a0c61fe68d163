// Lets requests go on while nothing can be booked, where the person wants that, and says so once for each kind of trouble.
import * as vscode from 'vscode';
import type { Ledger } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import { GoingOnLedger } from '../../core/spend/goingOnLedger.ts';
import { ledgerCauseOf, ledgerSentence } from '../../core/spend/ledgerTrouble.ts';
import { paragraph } from '../account/failureView.ts';
import { say } from '../texts.ts';

export function goingOn(ledger: Ledger, mayGoOn: () => boolean): Ledger {
  const told = new Set<string>();
  return new GoingOnLedger(ledger, mayGoOn, (why, { purpose }) => {
    // What is asked for while somebody types never opens a pop-up (ARCHITECTURE.md, invariant 6).
    if (purpose === 'completion' || purpose === 'probe' || told.has(ledgerCauseOf(why))) return;
    told.add(ledgerCauseOf(why));
    const words = sentence(
      'Requests go on, as the setting says: this window holds the budgets by itself, and its receipts wait to be written.',
    );
    void vscode.window.showWarningMessage(paragraph([ledgerSentence(why), words], say));
  });
}
