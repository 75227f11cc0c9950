/**
 * The live page. Comes in: documents of its server. Goes out: views of them. Never: anything as markup, or a request to anybody else.
 */
import { render } from 'preact';
import { App } from './app.tsx';

const page = document.getElementById('page');
if (page !== null) {
  page.replaceChildren();
  render(<App />, page);
}
