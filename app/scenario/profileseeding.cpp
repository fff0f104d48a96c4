// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/profileseeding.h"

#include "core/durationtext.h"

#include <QFile>
#include <QString>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <thread>
#include <vector>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr int SqlFormat = 1; // raise when the files in resources/sql change what is in the tables
constexpr std::int64_t FirstVisitor = 1'000'001;
constexpr std::int64_t ChunkRows = 100'000; // some 50 ms
constexpr double RowsShare = 0.55, IndexShare = 0.85, VacuumShare = 0.96;

// A step that has no factor in common with `count` meets each number once before it comes back.
std::int64_t stepFor(std::int64_t count, std::int64_t near)
{
    while (std::gcd(near, count) != 1)
        ++near;
    return near;
}

Error stopped() { return {ErrorKind::Refused, {}, "Seeding was stopped.", {}}; }
} // namespace

std::string ProfileSize::format() const
{
    std::string text = "profile " + std::to_string(SqlFormat);
    for (const auto n :
        {accounts, people, follows, celebrity, midsize, midsizeFollowers, photos, comments, seed})
        text += ' ' + std::to_string(n);
    return text;
}

std::string withVariables(
    std::string sql, const std::vector<std::pair<std::string_view, std::int64_t>> &variables)
{
    std::string out;
    out.reserve(sql.size());
    for (std::size_t i = 0; i < sql.size();) {
        std::size_t end = i + 1;
        if (sql[i] == ':' && (i == 0 || sql[i - 1] != ':')) { // not a cast
            while (end < sql.size()
                && (std::isalnum(static_cast<unsigned char>(sql[end])) != 0 || sql[end] == '_'))
                ++end;
            const std::string_view name(sql.data() + i + 1, end - i - 1);
            const auto found = std::find_if(variables.begin(), variables.end(),
                [name](const auto &variable) { return variable.first == name; });
            if (found != variables.end()) {
                out += std::to_string(found->second);
                i = end;
                continue;
            }
        }
        out.append(sql, i, end - i);
        i = end;
    }
    return out;
}

ProfileSeeding::ProfileSeeding(
    const ProfileSize &size, PostgresOptions postgres, Report report, std::stop_token stop)
    : m_size(size)
    , m_postgres(std::move(postgres))
    , m_report(std::move(report))
    , m_stop(std::move(stop))
{
    m_postgres.readOnly = false;
    m_postgres.statementTimeout = 10min; // building an index on a slow disk
    m_postgres.answerTimeout = 11min;
}

Result<Done> ProfileSeeding::run()
{
    PostgresConnection first(m_postgres), second(m_postgres);
    if (auto ready = check(first); !ready)
        return ready;
    tell("Making the schema tierlens_profile", 0);
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
    return finish(first);
}

// Only our own schema is ever touched, and only with the right to make one.
Result<Done> ProfileSeeding::check(PostgresConnection &postgres)
{
    const auto rights = postgres.run("SELECT has_database_privilege(current_database(), 'CREATE'), "
                                     "current_user, current_database()");
    if (!rights)
        return rights.error();
    if (rights->text(0, 0) != "t") {
        const std::string user(rights->text(0, 1)), database(rights->text(0, 2));
        return Error{ErrorKind::Denied, "42501",
            "The Postgres role \"" + user + "\" may not create a schema in the database \""
                + database + "\". Ask its owner for: GRANT CREATE ON DATABASE \"" + database
                + "\" TO \"" + user + "\".",
            {}};
    }
    // What is left of an attempt that was cut short, or of another size.
    const auto dropped = postgres.run("DROP SCHEMA IF EXISTS tierlens_profile CASCADE");
    return dropped ? Result<Done>(Done{}) : Result<Done>(dropped.error());
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
    for (std::int64_t row = 1; row <= m_size.celebrity && mayGoOn(done); row += ChunkRows)
        done = script(postgres, "follows_outer",
            {{"first_account", 1}, {"last_account", 1}, {"first_row", row},
                {"last_row", row + ChunkRows - 1}});
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
            tell("Indexing follows: " + std::to_string(index) + " of 2, "
                    + std::to_string(static_cast<int>(part * 100)) + " %",
                RowsShare + (IndexShare - RowsShare) * (index - 1 + part) / 2);
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
    for (std::int64_t row = 1; row <= m_size.photos && mayGoOn(done); row += ChunkRows)
        done = script(postgres, "photos_chunk",
            {{"first_row", row}, {"last_row", std::min(row + ChunkRows - 1, m_size.photos)}});
    for (std::int64_t row = 1; row <= m_size.comments && mayGoOn(done); row += ChunkRows)
        done = script(postgres, "comments_chunk",
            {{"first_row", row}, {"last_row", std::min(row + ChunkRows - 1, m_size.comments)}});
    if (mayGoOn(done))
        done = script(postgres, "photos_indexes");
    if (done)
        done = postgres.commit();
    if (!done)
        postgres.rollback();
    return done;
}

// VACUUM marks pages as visible to all, so that counting needs the index alone. It comes after both
// transactions: while one is open it cannot.
Result<Done> ProfileSeeding::finish(PostgresConnection &postgres)
{
    double share = IndexShare;
    for (const char *table : {"follows", "accounts", "sessions", "photos", "comments"}) {
        tell(std::string("Vacuuming ") + table, share);
        share += (VacuumShare - IndexShare) / 5;
        const auto done = postgres.run(std::string("VACUUM ANALYZE tierlens_profile.") + table);
        if (!done)
            return done.error();
    }
    if (auto done = script(postgres, "grants"); !done)
        return done;
    tell("Writing everything to disk", VacuumShare);
    const std::string format = m_size.format();
    const auto marked = postgres.run(
        "INSERT INTO tierlens_profile.seeded (format) VALUES ($1)", std::span(&format, 1));
    if (!marked)
        return marked.error();
    // A plain role may not; then the server does it in its own time.
    if (const auto written = postgres.run("CHECKPOINT"); !written && !postgres.isOpen())
        return written.error();
    tell("Seeded", 1);
    return Done{};
}

Result<Done> ProfileSeeding::script(PostgresConnection &postgres, const char *name, Variables more)
{
    QFile file(QStringLiteral(":/sql/profile_%1.sql").arg(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorKind::Internal, {},
            "The program lacks its file " + file.fileName().toStdString() + ".", {}};
    }
    Variables all{{"accounts", m_size.accounts}, {"people", m_size.people},
        {"follows", m_size.follows}, {"celebrity", m_size.celebrity}, {"midsize", m_size.midsize},
        {"midsize_followers", m_size.midsizeFollowers}, {"photos", m_size.photos},
        {"comments", m_size.comments}, {"seed", m_size.seed}, {"first_visitor", FirstVisitor},
        {"inner_step", stepFor(m_size.accounts - 1 - m_size.midsize, 6101)},
        {"outer_step", stepFor(m_size.people, 104'729)}, {"next_photo", m_size.photos + 1},
        {"next_comment", m_size.comments + 1}};
    all.insert(all.end(), more.begin(), more.end());
    const auto rows = postgres.run(withVariables(file.readAll().toStdString(), all));
    if (!rows)
        return rows.error();
    const std::string_view part(name);
    if (part == "follows_inner" || part == "follows_outer")
        rowsDone("follows", static_cast<std::int64_t>(rows->affected), m_size.follows);
    return Done{};
}

void ProfileSeeding::rowsDone(std::string_view table, std::int64_t rows, std::int64_t of)
{
    const auto done = m_rows += rows;
    tell("Seeding " + std::string(table) + ": "
            + countText(static_cast<std::uint64_t>(done)).toStdString() + " of "
            + countText(static_cast<std::uint64_t>(of)).toStdString() + " rows",
        RowsShare * static_cast<double>(done) / static_cast<double>(of));
}

void ProfileSeeding::tell(const std::string &text, double share)
{
    const std::lock_guard lock(m_mutex);
    m_share = std::max(m_share, share); // two tell at the same time; it never goes back
    if (m_report)
        m_report({"seed", text, m_share, share >= 1});
}

bool ProfileSeeding::mayGoOn(Result<Done> &outcome) const
{
    if (outcome && (m_stop.stop_requested() || m_failed))
        outcome = stopped();
    return outcome.has_value();
}

} // namespace tierlens
