-- For whom an operator made a code, in the operator's own words. It is gone with the code, and nobody else reads it.
alter table tenant_code add column note text, add constraint tenant_code_note_is_bounded check (char_length(note) between 1 and 100);
alter table partner_code add column note text, add constraint partner_code_note_is_bounded check (char_length(note) between 1 and 100);
