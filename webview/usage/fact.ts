// One figure with its name, in a list of them.
import { html, nothing, type TemplateResult } from 'lit';

export function fact(label: string, value: string, more: string | null = null): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}${more === null ? nothing : html` <small>${more}</small>`}</dd>
  </div>`;
}
