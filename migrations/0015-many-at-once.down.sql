drop function readers_of(uuid, bytea[], text[]);
