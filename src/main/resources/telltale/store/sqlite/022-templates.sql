-- What a template said, by version: its history, and in the newest version what it says now.
create table template_versions (
    name       text not null,
    version    integer not null, -- counts the versions of the template
    content    blob not null,
    at         integer not null,
    actor_kind text,             -- who stored it; null in a version from before there was a history
    actor      text,
    primary key (name, version)
) strict;

insert into template_versions (name, version, content, at) select name, 1, content, updated_at from templates;

-- The newest version.
alter table templates add column version integer not null default 1;

alter table templates drop column content;
alter table templates drop column updated_at;
