import { fileStorage } from '#apply/file-storage.ts';
import { type Journal, openJournal } from '#apply/journal.ts';
import { stateFolder } from './folders.ts';

/** The journal of the person who runs the command. */
export const openFileJournal = (): Journal => openJournal(fileStorage(stateFolder()));
