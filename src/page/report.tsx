/**
 * A document as one file to mail or to attach. Comes in: what `diagnose`, `fix` or `verify` prints with `--json`. Goes out: HTML that
 * holds everything it needs. Never: a script, an address that is loaded, or text of others as anything but text.
 */
import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import type { ReportDocument, VerificationDocument } from '#render/documents.ts';
import { Facts } from './parts/facts.tsx';
import { Time } from './parts/time.tsx';
import { STYLE } from './styles/style.ts';
import { Outcome } from './views/outcome.tsx';
import { Project } from './views/project.tsx';
import { Retried, Verification } from './views/verification.tsx';
import { allVisible } from './visible.ts';

export function reportHtml(given: ReportDocument): string {
  const document = allVisible(given);
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const csp = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={csp} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{titleOf(document)}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <main>
          <View of={document} />
        </main>
        <footer class="quiet">
          Written by Rolemend from its {document.schema} document; nothing in it is live.
        </footer>
      </body>
    </html>,
  );
  return `<!doctype html>\n${html}\n`;
}

function titleOf(document: ReportDocument): string {
  switch (document.schema) {
    case 'rolemend.diagnosis/1':
      return `${document.project.name}: ${document.verdict} – Rolemend`;
    case 'rolemend.verification/1':
      return `${document.project.name}: verified – Rolemend`;
    case 'rolemend.fix/1':
      return `${document.diagnosis?.project.name ?? 'Change'}: ${document.outcome} – Rolemend`;
  }
}

function View({ of }: { readonly of: ReportDocument }) {
  switch (of.schema) {
    case 'rolemend.diagnosis/1':
      return <Project of={of} page="now" />;
    case 'rolemend.verification/1':
      return <Verified of={of} />;
    case 'rolemend.fix/1':
      return <Outcome of={of} />;
  }
}

function Verified({ of }: { readonly of: VerificationDocument }) {
  const { project, role, takenAt, retry } = of;
  return (
    <>
      <header class="head">
        <p class="quiet">
          CodeBuild project in account {project.account}, region {project.region}; read <Time at={takenAt} />
        </p>
        <h1>{project.name}</h1>
        <Facts of={{ project: project.arn, role }} />
      </header>
      {retry === null ? null : <Retried of={retry} page="verify" />}
      <Verification of={of} page="verify" />
    </>
  );
}
