-- Lists of networks that the owner adopted, as they were written (compressed) and what is known of them.
create table network_lists (
    adopted_at bigint not null,
    ranges     integer not null,
    network    smallint not null,
    name       text collate "C" not null primary key,
    version    text not null,
    hash       bytea not null,
    text       bytea not null
);
