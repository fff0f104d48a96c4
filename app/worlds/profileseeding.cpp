// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/profileseeding.h"

#include <algorithm>
#include <thread>
#include <vector>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr int ProfileSqlFormat
    = 1; // raise when the files in resources/sql change what is in the tables
constexpr std::int64_t FirstVisitor = 1'000'001;
constexpr std::int64_t ProfileChunkRows = 100'000; // some 50 ms
constexpr double ProfileRowsShare = 0.55, ProfileIndexShare = 0.85;
} // namespace

std::string ProfileSize::format() const
{
    std::string text = "profile " + std::to_string(ProfileSqlFormat);
    for (const auto n :
        {accounts, people, follows, celebrity, midsize, midsizeFollowers, photos, comments, seed})
        text += ' ' + std::to_string(n);
    return text;
}

ProfileSeeding::ProfileSeeding(
    const ProfileSize &size, PostgresOptions postgres, Seeding::Report report, std::stop_token stop)
    : m_size(size)
    , m_postgres(Seeding::patient(std::move(postgres)))
    , m_seeding("profile", size.format(),
          {{"accounts", size.accounts}, {"people", size.people}, {"follows", size.follows},
              {"celebrity", size.celebrity}, {"midsize", size.midsize},
              {"midsize_followers", size.midsizeFollowers}, {"photos", size.photos},
              {"comments", size.comments}, {"seed", size.seed}, {"first_visitor", FirstVisitor},
              {"inner_step", Seeding::stepFor(size.accounts - 1 - size.midsize, 6101)},
              {"outer_step", Seeding::stepFor(size.people, 104'729)},
              {"next_photo", size.photos + 1}, {"next_comment", size.comments + 1}},
          std::move(report), std::move(stop))
{ }

Result<bool> ProfileSeeding::isThere(PostgresConnection &postgres) const
{
    return m_seeding.isThere(postgres);
}

Result<Done> ProfileSeeding::run()
{
    return m_seeding.ensure(m_postgres, [this] { return make(); });
}

Result<Done> ProfileSeeding::make()
{
    PostgresConnection first(m_postgres), second(m_postgres);
    if (auto ready = m_seeding.begin(first); !ready)
        return ready;
    if (auto made = script(first, "schema"); !made)
        return made;

    Result<Done> photos = Done{};
    std::thread beside([this, &photos, &second] {
        photos = seedPhotos(second);
        if (photos)
            watchIndexes(second);
        else
            m_failed = true;
    });
    const auto follows = seedFollows(first);
    if (!follows)
        m_failed = true;
    m_followsDone = true;
    beside.join();
    if (!follows)
        return follows;
    if (!photos)
        return photos;
    return m_seeding.finish(
        first, {"follows", "accounts", "sessions", "photos", "comments"}, ProfileIndexShare);
}

// All in the transaction that makes the table: with wal_level minimal nothing of it is logged.
Result<Done> ProfileSeeding::seedFollows(PostgresConnection &postgres)
{
    auto done = postgres.begin();
    if (done)
        done = script(postgres, "follows");
    const std::int64_t inner = std::max<std::int64_t>(1, m_size.accounts / 8);
    for (std::int64_t a = 1; a <= m_size.accounts && mayGoOn(done); a += inner)
        done = script(postgres, "follows_inner",
            {{"first_account", a}, {"last_account", std::min(a + inner - 1, m_size.accounts)}});
    if (done)
        done = script(postgres, "follows_plan");
    for (std::int64_t row = 1; row <= m_size.celebrity && mayGoOn(done); row += ProfileChunkRows)
        done = script(postgres, "follows_outer",
            {{"first_account", 1}, {"last_account", 1}, {"first_row", row},
                {"last_row", row + ProfileChunkRows - 1}});
    for (std::int64_t a = 2; a <= 1 + m_size.midsize && mayGoOn(done); ++a)
        done = script(postgres, "follows_outer",
            {{"first_account", a}, {"last_account", a}, {"first_row", 1},
                {"last_row", m_size.midsizeFollowers}});
    const std::int64_t few = std::max<std::int64_t>(1, m_size.accounts / 8);
    for (std::int64_t a = 2 + m_size.midsize; a <= m_size.accounts && mayGoOn(done); a += few)
        done = script(postgres, "follows_outer",
            {{"first_account", a}, {"last_account", std::min(a + few - 1, m_size.accounts)},
                {"first_row", 1}, {"last_row", m_size.follows}});
    for (const char *index : {"follows_index_count", "follows_index_feed"}) {
        if (!mayGoOn(done))
            break;
        ++m_indexesBegun;
        done = script(postgres, index);
    }
    if (done)
        done = postgres.commit();
    if (!done)
        postgres.rollback();
    return done;
}

// The one connection says how far the other is, whose statement takes a second or longer.
void ProfileSeeding::watchIndexes(PostgresConnection &postgres)
{
    while (!m_followsDone && !m_failed) {
        const auto rows = postgres.run(
            "SELECT tuples_done, tuples_total FROM pg_stat_progress_create_index "
            "WHERE relid = to_regclass('tierlens_profile.follows') OR datname = current_database() "
            "LIMIT 1");
        const int index = m_indexesBegun;
        if (!rows)
            return;
        if (index > 0 && !m_followsDone) {
            const auto total = rows->empty() ? 0 : rows->number(0, 1);
            const double part = total > 0
                ? static_cast<double>(rows->number(0, 0)) / static_cast<double>(total)
                : 0;
            m_seeding.tell("Indexing follows: " + std::to_string(index) + " of 2, "
                    + std::to_string(static_cast<int>(part * 100)) + " %",
                ProfileRowsShare + (ProfileIndexShare - ProfileRowsShare) * (index - 1 + part) / 2);
        }
        std::this_thread::sleep_for(200ms);
    }
}

Result<Done> ProfileSeeding::seedPhotos(PostgresConnection &postgres)
{
    auto done = postgres.begin();
    if (done)
        done = script(postgres, "accounts");
    if (done)
        done = script(postgres, "photos");
    for (std::int64_t row = 1; row <= m_size.photos && mayGoOn(done); row += ProfileChunkRows)
        done = script(postgres, "photos_chunk",
            {{"first_row", row},
                {"last_row", std::min(row + ProfileChunkRows - 1, m_size.photos)}});
    for (std::int64_t row = 1; row <= m_size.comments && mayGoOn(done); row += ProfileChunkRows)
        done = script(postgres, "comments_chunk",
            {{"first_row", row},
                {"last_row", std::min(row + ProfileChunkRows - 1, m_size.comments)}});
    if (mayGoOn(done))
        done = script(postgres, "photos_indexes");
    if (done)
        done = postgres.commit();
    if (!done)
        postgres.rollback();
    return done;
}

Result<Done> ProfileSeeding::script(
    PostgresConnection &postgres, const char *name, const Seeding::Variables &more)
{
    const auto rows = m_seeding.script(postgres, name, more);
    if (!rows)
        return rows.error();
    const std::string_view part(name);
    if (part == "follows_inner" || part == "follows_outer") {
        const auto done = m_rows += static_cast<std::int64_t>(*rows);
        m_seeding.tellRows("follows", done, m_size.follows,
            ProfileRowsShare * static_cast<double>(done) / static_cast<double>(m_size.follows));
    }
    return Done{};
}

bool ProfileSeeding::mayGoOn(Result<Done> &outcome) const
{
    if (outcome && (m_seeding.isStopped() || m_failed))
        outcome = Seeding::stopped();
    return outcome.has_value();
}

} // namespace tierlens
