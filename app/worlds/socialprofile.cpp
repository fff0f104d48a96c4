// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/socialprofile.h"

#include "core/durationtext.h"
#include "worlds/profiletriggers.h"

#include <algorithm>
#include <array>

namespace tierlens {

namespace {
constexpr std::string_view ProfilePrefix = "tierlens:";
constexpr std::string_view ProfileKeys = "tierlens:profile:", FeedKeys = "tierlens:feed:",
                           LoginKeys = "tierlens:session:", CountSuffix = ":followers";

// Chosen so that at 400 requests/s and a TTL of 30 s some 560 keys are alive and some 95 % of reads
// are hits (the two hang together: each miss leaves a key for 30 s).
constexpr double Skew = 2.5, Flat = 10;

// Reads are whole statements, answered from one snapshot: value and version always fit.
constexpr const char *CountSql
    = "SELECT count(*), (SELECT version FROM tierlens_profile.accounts WHERE id = $1) "
      "FROM tierlens_profile.follows WHERE followee = $1";
constexpr const char *ProfileColumns
    = "SELECT a.name, a.bio, a.version, "
      "(SELECT count(*) FROM tierlens_profile.photos WHERE author = a.id), "
      "array_to_string(ARRAY(SELECT caption FROM tierlens_profile.photos WHERE author = a.id "
      "ORDER BY id DESC LIMIT 3), ' / ') FROM tierlens_profile.accounts a WHERE ";
constexpr const char *FeedSql = "SELECT p.id, a.name, p.caption FROM tierlens_profile.follows f "
                                "JOIN tierlens_profile.photos p ON p.author = f.followee "
                                "JOIN tierlens_profile.accounts a ON a.id = f.followee "
                                "WHERE f.follower = $1 ORDER BY p.id DESC LIMIT 20";
constexpr const char *LoginSql
    = "SELECT a.name, s.device, s.since, s.version FROM tierlens_profile.sessions s "
      "JOIN tierlens_profile.accounts a ON a.id = s.account WHERE s.token = $1";

CachedValue countValue(const Rows &rows)
{
    const auto version = rows.count(0, 1); // of an account that is not there: null
    return {ValueType::String, {std::string(rows.text(0, 0))}, version, version == 0};
}

CachedValue profileValue(const Rows &rows)
{
    if (rows.empty())
        return {ValueType::String, {}, 0, true};
    std::string text(rows.text(0, 0));
    text.append(" | ").append(rows.text(0, 1)).append(" | ").append(rows.text(0, 3));
    text.append(" photos | ").append(rows.text(0, 4));
    return {ValueType::String, {std::move(text)}, rows.count(0, 2)};
}

CachedValue feedValue(const Rows &rows)
{
    CachedValue value{ValueType::List, {}, rows.empty() ? 0 : rows.count(0, 0)};
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        std::string line(rows.text(i, 1));
        value.parts.push_back(line.append(": ").append(rows.text(i, 2)));
    }
    return value;
}

CachedValue loginValue(const Rows &rows)
{
    if (rows.empty())
        return {ValueType::Hash, {}, 0};
    return {ValueType::Hash,
        {"user", std::string(rows.text(0, 0)), "device", std::string(rows.text(0, 1)), "since",
            std::string(rows.text(0, 2))},
        rows.count(0, 3)};
}

// (Joined at run time: GCC 12 sees overlapping copies in two constant texts that are added.)
std::string profileWhere(const QString &condition)
{
    return (QLatin1String(ProfileColumns) + condition).toStdString();
}
} // namespace

ScenarioText SocialProfile::words()
{
    ScenarioText t;
    t.id = QStringLiteral("profile");
    t.title = tr("Social profile");
    t.subtitle = tr("follower count · session · feed");
    t.headline = QStringLiteral("GET /profile/anya");
    t.writeAction = tr("Add 1 follower in Postgres");
    t.operations = {tr("follower count"), tr("profile"), tr("feed"), tr("session"), tr("follow"),
        tr("unfollow"), tr("new photo"), tr("celebrity's followers"), tr("misspelt name")};
    t.slowOperation = CelebrityCount;
    t.quickOperation = Profile;
    t.quickName = tr("an ordinary profile");
    t.truth = {tr("accounts"), tr("photos with captions"), tr("who follows whom"), tr("comments")};
    t.forgettable = {tr("follower counts just calculated"), tr("profiles as they were shown last"),
        tr("assembled feeds"), tr("sessions")};
    t.lossText
        = tr("If Redis restarts now, nothing is lost: everything in it can be calculated again.");
    t.samplePattern = QStringLiteral("profile:*");
    return t;
}

SocialProfile::SocialProfile(ProfileSize size)
    : m_text(words())
    , m_size(size)
    , m_popularity(static_cast<std::size_t>(size.accounts), Skew, Flat)
    , m_byNameLoader{profileWhere(QStringLiteral("a.name = $1")), profileValue}
{
    m_loaders.push_back({CountSql, countValue});
    m_loaders.push_back({profileWhere(QStringLiteral("a.id = $1")), profileValue});
    m_loaders.push_back({FeedSql, feedValue});
    m_loaders.push_back({LoginSql, loginValue});
}

Result<bool> SocialProfile::isPrepared(PostgresConnection &postgres) const
{
    return ProfileSeeding(m_size, {}, {}, {}).isThere(postgres);
}

Result<Done> SocialProfile::prepare(
    const PostgresOptions &options, const Report &report, std::stop_token stop)
{
    if (auto seeded = ProfileSeeding(m_size, options, report, std::move(stop)).run(); !seeded)
        return seeded;
    PostgresConnection postgres(Seeding::patient(options));
    return learnNames(postgres);
}

Result<Done> SocialProfile::learnNames(PostgresConnection &postgres)
{
    const auto rows
        = postgres.run("SELECT a.name, s.token FROM tierlens_profile.accounts a "
                       "JOIN tierlens_profile.sessions s ON s.account = a.id ORDER BY a.id");
    if (!rows)
        return rows.error();
    if (static_cast<std::int64_t>(rows->rows.size()) != m_size.accounts) {
        return Error{ErrorKind::Refused, {},
            tr("The schema tierlens_profile is not complete: reset the sandbox, or drop that "
               "schema and start again.")
                .toStdString(),
            {}};
    }
    m_accounts.clear();
    for (std::size_t i = 0; i < rows->rows.size(); ++i) {
        m_accounts.push_back({std::string(rows->text(i, 0)), std::string(rows->text(i, 1))});
        m_byName[m_accounts.back().name] = i;
        m_byToken[m_accounts.back().token] = i;
    }
    return Done{};
}

Result<Done> SocialProfile::drop(const PostgresOptions &options, RedisConnection &redis) const
{
    PostgresOptions patient = options;
    patient.statementTimeout = std::chrono::minutes{1};
    patient.answerTimeout = std::chrono::minutes{2};
    PostgresConnection postgres(patient);
    if (const auto dropped = postgres.run("DROP SCHEMA IF EXISTS tierlens_profile CASCADE");
        !dropped)
        return dropped.error();
    const auto removed = unlinkKeys(redis, ProfilePrefix);
    return removed ? Result<Done>(Done{}) : Result<Done>(removed.error());
}

ReadPlan SocialProfile::readPlan(Operation operation, std::size_t account) const
{
    const Account &who = m_accounts[account];
    ReadPlan plan;
    plan.operation = operation;
    plan.loader = &loader(operation);
    switch (operation) {
    case Profile:
        plan.key.append(ProfileKeys).append(who.name);
        break;
    case Feed:
        plan.key.append(FeedKeys).append(who.name);
        plan.type = ValueType::List;
        break;
    case Session:
        plan.key.append(LoginKeys).append(who.token);
        plan.type = ValueType::Hash;
        plan.parameters = {who.token};
        return plan;
    default:
        plan.key.append(ProfileKeys).append(who.name).append(CountSuffix);
        if (account == 0)
            plan.operation = CelebrityCount;
        break;
    }
    plan.parameters = {std::to_string(account + 1)};
    return plan;
}

// People type the names of the popular, and hit the last letter twice.
ReadPlan SocialProfile::misspeltPlan(std::size_t account) const
{
    ReadPlan plan;
    auto name = m_accounts[account].name;
    name += name.back();
    plan.operation = Misspelt;
    plan.loader = &m_byNameLoader;
    plan.key.append(ProfileKeys).append(name);
    plan.parameters = {std::move(name)};
    return plan;
}

std::vector<std::string> SocialProfile::notifyTriggers() const { return profileTriggers(); }

void SocialProfile::play(DataLayer &layer, Random &random)
{
    if (std::bernoulli_distribution(WriteShare)(random))
        layer.write(nextWrite(random));
    else
        layer.read(nextRead(random));
}

ReadPlan SocialProfile::nextRead(Random &random) const
{
    // Shares of all requests: 40, 29, 18, 10 and 1 %; the other 2 % are writes.
    const auto luck = std::uniform_int_distribution(0, 97)(random);
    if (luck == 69)
        return misspeltPlan(m_popularity(random) % MisspeltNames);
    const auto operation = luck < 40 ? FollowerCount
        : luck < 70                  ? Profile
        : luck < 88                  ? Feed
                                     : Session;
    return readPlan(operation, m_popularity(random));
}

std::optional<ReadPlan> SocialProfile::readPlanFor(std::string_view key) const
{
    const auto after = [key](std::string_view prefix) -> std::optional<std::string> {
        if (key.substr(0, prefix.size()) != prefix)
            return std::nullopt;
        return std::string(key.substr(prefix.size()));
    };
    const auto plan = [this](const auto &index, const std::string &name,
                          Operation operation) -> std::optional<ReadPlan> {
        const auto found = index.find(name);
        return found == index.end() ? std::nullopt
                                    : std::optional(readPlan(operation, found->second));
    };
    if (const auto name = after(FeedKeys))
        return plan(m_byName, *name, Feed);
    if (const auto token = after(LoginKeys))
        return plan(m_byToken, *token, Session);
    if (auto name = after(ProfileKeys)) {
        const bool isCount = name->size() > CountSuffix.size()
            && name->compare(name->size() - CountSuffix.size(), CountSuffix.size(), CountSuffix)
                == 0;
        for (std::size_t i = 0; i < std::min(MisspeltNames, m_accounts.size()); ++i) {
            if (auto misspelt = misspeltPlan(i); misspelt.key == key)
                return misspelt;
        }
        if (!isCount)
            return plan(m_byName, *name, Profile);
        name->resize(name->size() - CountSuffix.size());
        return plan(m_byName, *name, FollowerCount);
    }
    return std::nullopt;
}

// Every write raises its account's version by one in its own transaction: if the version is there,
// so is the write, and the difference is the number of writes that are not.
Result<TruthCheck> SocialProfile::verifyTruth(
    PostgresConnection &postgres, const TruthLedger &ledger) const
{
    const auto acknowledged = ledger.acknowledged();
    TruthCheck check;
    std::string ids = "{";
    std::unordered_map<std::string, std::uint64_t> wanted;
    for (const auto &entry : acknowledged) {
        check.acknowledged += entry.writes;
        wanted[entry.subject] = entry.version;
        ids.append(ids.size() > 1 ? "," : "").append(entry.subject);
    }
    const std::string list = ids + '}';
    const auto rows = postgres.run(
        "/* tierlens: own look-up */ SELECT id, version FROM tierlens_profile.accounts "
        "WHERE id = ANY ($1::integer[])",
        std::span(&list, 1));
    if (!rows)
        return rows.error();
    for (std::size_t i = 0; i < rows->rows.size(); ++i) {
        const auto found = wanted.find(std::string(rows->text(i, 0)));
        const auto have = rows->count(i, 1);
        if (found != wanted.end() && have < found->second)
            check.lost += found->second - have;
    }
    return check;
}

} // namespace tierlens
