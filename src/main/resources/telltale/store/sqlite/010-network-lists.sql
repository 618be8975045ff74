-- Lists of networks that the owner adopted, as they were written (compressed) and what is known of them.
create table network_lists (
    name       text not null primary key,
    version    text not null,
    network    integer not null,
    ranges     integer not null,
    hash       blob not null,
    adopted_at integer not null,
    text       blob not null
) strict;
