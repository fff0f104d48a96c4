// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/profiletriggers.h"

namespace tierlens {

namespace {
// Whoever changes an account without raising its version has it raised, so that an old answer can
// be told from a new one.
constexpr const char *RaiseTrigger = R"(
CREATE OR REPLACE FUNCTION tierlens_profile.tell_raised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version = OLD.version THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tell_raised BEFORE UPDATE ON tierlens_profile.accounts
    FOR EACH ROW EXECUTE FUNCTION tierlens_profile.tell_raised())";

constexpr const char *AccountTrigger = R"(
CREATE OR REPLACE FUNCTION tierlens_profile.tell_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text := CASE WHEN TG_OP = 'INSERT' THEN NEW.name ELSE OLD.name END;
    mark text := CASE WHEN TG_OP = 'DELETE' THEN '' ELSE ' v' || NEW.version END;
BEGIN
    PERFORM pg_notify('tierlens_cache', 'tierlens:profile:' || name || mark || E'\n'
        || 'tierlens:profile:' || name || ':followers' || mark);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_account AFTER INSERT OR UPDATE OR DELETE
    ON tierlens_profile.accounts
    FOR EACH ROW EXECUTE FUNCTION tierlens_profile.tell_account())";

constexpr const char *FollowTrigger = R"(
CREATE OR REPLACE FUNCTION tierlens_profile.tell_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    followed integer := CASE WHEN TG_OP = 'INSERT' THEN NEW.followee ELSE OLD.followee END;
BEGIN
    PERFORM pg_notify('tierlens_cache', 'tierlens:profile:' || name || ':followers')
        FROM tierlens_profile.accounts WHERE id = followed;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_follow AFTER INSERT OR DELETE ON tierlens_profile.follows
    FOR EACH ROW EXECUTE FUNCTION tierlens_profile.tell_follow())";

// Only accounts have feeds, and their numbers are the lowest; the many who merely follow are not
// looked through. A payload may hold 8000 bytes.
constexpr const char *PhotoTrigger = R"(
CREATE OR REPLACE FUNCTION tierlens_profile.tell_photo() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who integer := CASE WHEN TG_OP = 'DELETE' THEN OLD.author ELSE NEW.author END;
BEGIN
    PERFORM pg_notify('tierlens_cache', 'tierlens:profile:' || name)
        FROM tierlens_profile.accounts WHERE id = who;
    PERFORM pg_notify('tierlens_cache', string_agg('tierlens:feed:' || a.name, E'\n'))
        FROM tierlens_profile.follows f JOIN tierlens_profile.accounts a ON a.id = f.follower
        WHERE f.followee = who
          AND f.follower <= (SELECT max(id) FROM tierlens_profile.accounts)
        GROUP BY a.id / 200;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_photo AFTER INSERT OR UPDATE OR DELETE ON tierlens_profile.photos
    FOR EACH ROW EXECUTE FUNCTION tierlens_profile.tell_photo())";

constexpr const char *SessionTrigger = R"(
CREATE OR REPLACE FUNCTION tierlens_profile.tell_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tierlens_cache', 'tierlens:session:' || OLD.token);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_session AFTER UPDATE OR DELETE ON tierlens_profile.sessions
    FOR EACH ROW EXECUTE FUNCTION tierlens_profile.tell_session())";
} // namespace

std::vector<std::string> profileTriggers()
{
    return {RaiseTrigger, AccountTrigger, FollowTrigger, PhotoTrigger, SessionTrigger};
}

} // namespace tierlens
