// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/servercheck.h"

#include "redis/redisdirectory.h"
#include "redis/redisinfo.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <span>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

struct RedisCheckWords
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionCheck)
};

// A command that Watch sends, as it can be tried without harm, and the rule that allows it.
struct Command
{
    std::vector<std::string_view> words;
    const char *rule;
    enum class Part { Looks, Keys, Burst, KeyEvents } part;
    bool takesConnection = false; // afterwards it can be used for nothing else
};

constexpr std::string_view NoSuchKey = "tierlens:no-such-key";

const std::vector<Command> &commands()
{
    using Part = Command::Part;
    static const std::vector<Command> all{
        {{"INFO", "server"}, "+info", Part::Looks},
        {{"CONFIG", "GET", "maxmemory"}, "+config|get", Part::Looks},
        {{"SLOWLOG", "GET", "1"}, "+slowlog|get", Part::Looks},
        {{"LATENCY", "LATEST"}, "+latency|latest", Part::Looks},
        {{"LATENCY", "HISTOGRAM", "ping"}, "+latency|histogram", Part::Looks},
        {{"CLIENT", "LIST", "TYPE", "pubsub"}, "+client|list", Part::Looks},
        {{"DBSIZE"}, "+dbsize", Part::Looks},
        {{"CLUSTER", "SLOTS"}, "+cluster|slots", Part::Looks},
        {{"CLUSTER", "SHARDS"}, "+cluster|shards", Part::Looks},
        {{"SCAN", "0", "COUNT", "1"}, "+scan", Part::Keys},
        {{"PTTL", NoSuchKey}, "+pttl", Part::Keys},
        {{"TYPE", NoSuchKey}, "+type", Part::Keys},
        {{"MEMORY", "USAGE", NoSuchKey}, "+memory|usage", Part::Keys},
        {{"OBJECT", "FREQ", NoSuchKey}, "+object|freq", Part::Keys},
        {{"OBJECT", "IDLETIME", NoSuchKey}, "+object|idletime", Part::Keys},
        {{"MONITOR"}, "+monitor", Part::Burst, true},
        {{"PSUBSCRIBE", "__keyevent@*__:*"}, "+psubscribe", Part::KeyEvents, true},
    };
    return all;
}

enum class Verdict { Allowed, Denied, Unknown, Lost };

Verdict verdictOf(const Error &error)
{
    const auto has
        = [&error](std::string_view word) { return error.detail.find(word) != std::string::npos; };
    if (error.code == "NOPERM")
        return Verdict::Denied;
    if (error.code == "ERR" && (has("unknown command") || has("nknown subcommand")))
        return Verdict::Unknown; // renamed, or not in this version
    if (error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::Timeout)
        return Verdict::Lost;
    return Verdict::Allowed; // "no such key", "an LFU maxmemory policy is not selected" …
}

// Asks the server what a user may do, where it says so (ACL DRYRUN, Redis 7); otherwise tries.
class Rights
{
public:
    explicit Rights(const RedisOptions &options)
        : m_options(options)
        , m_connection(options)
    { }

    Result<Done> open() { return m_connection.open(); }
    Result<RedisReply> ask(std::initializer_list<std::string_view> words)
    {
        return m_connection.command(words);
    }

    std::string user()
    {
        const auto name = m_connection.command({"ACL", "WHOAMI"});
        if (name)
            return std::string(name->text());
        return m_options.address.user.empty() ? "default" : m_options.address.user;
    }

    Verdict of(const Command &command, const std::string &user)
    {
        if (m_mayDryRun && !user.empty()) {
            std::vector<std::string_view> words{"ACL", "DRYRUN", user};
            words.insert(words.end(), command.words.begin(), command.words.end());
            const auto said = m_connection.command(std::span<const std::string_view>(words));
            if (said && said->text() == "OK")
                return Verdict::Allowed;
            if (said) // a denial is an answer here, not an error
                return verdictOf({ErrorKind::Denied, "NOPERM", {}, std::string(said->text())});
            if (said.error().detail.find("not found") != std::string::npos)
                return Verdict::Unknown; // this command
            m_mayDryRun = false;
        }
        if (!command.takesConnection)
            return tried(m_connection, command);
        RedisConnection own(m_options); // closed at once
        return tried(own, command);
    }

private:
    static Verdict tried(RedisConnection &connection, const Command &command)
    {
        const auto reply = connection.command(std::span<const std::string_view>(command.words));
        return reply ? Verdict::Allowed : verdictOf(reply.error());
    }

    RedisOptions m_options;
    RedisConnection m_connection;
    bool m_mayDryRun = true;
};

QString valueOf(std::string_view info, std::string_view name)
{
    const auto value = infoLine(info, name);
    return QString::fromUtf8(value.data(), qsizetype(value.size()));
}

QString whatItIs(const RedisNodes &nodes, std::string_view info)
{
    auto version = valueOf(info, "valkey_version");
    const auto name = version.isEmpty() ? QStringLiteral("Redis") : QStringLiteral("Valkey");
    if (version.isEmpty())
        version = valueOf(info, "redis_version");
    if (nodes.mode == "cluster")
        return RedisCheckWords::tr("%1 %2, a cluster of %3 primaries and %4 replicas")
            .arg(name, version)
            .arg(nodes.primaries.size())
            .arg(nodes.replicas.size());
    return (valueOf(info, "role") == QLatin1String("slave")
            ? RedisCheckWords::tr("%1 %2, a replica")
            : RedisCheckWords::tr("%1 %2, a primary"))
        .arg(name, version);
}

QString lackingText(Command::Part part)
{
    switch (part) {
    case Command::Part::Looks:
        return RedisCheckWords::tr("May not run %1: some figures of the server will be missing.");
    case Command::Part::Keys:
        return RedisCheckWords::tr(
            "May not run %1: nothing will be known of keys and their patterns.");
    case Command::Part::Burst:
        return RedisCheckWords::tr(
            "May not run %1: no bursts that show which query fills which key.");
    case Command::Part::KeyEvents:
        return RedisCheckWords::tr("May not run %1: no misses and expiries by key pattern.");
    }
    return {};
}

// The words of a command that name it: "SLOWLOG GET", "SCAN".
QString nameOf(const Command &command)
{
    const auto first
        = QString::fromUtf8(command.words[0].data(), qsizetype(command.words[0].size()));
    if (std::string_view(command.rule).find('|') == std::string_view::npos)
        return first;
    return first + QLatin1Char(' ')
        + QString::fromUtf8(command.words[1].data(), qsizetype(command.words[1].size()));
}

// From Redis 7 on in brackets of their own: there, a right to keys or channels stands beside those
// that the user has already, and cannot contradict them.
QString grantTo(const std::string &user, Command::Part part, QStringList rules, bool hasSelectors)
{
    rules.removeDuplicates();
    auto all = rules.join(QLatin1Char(' '));
    if (part == Command::Part::Keys)
        all = hasSelectors ? QLatin1String("(%R~* ") + all + QLatin1Char(')')
                           : QLatin1String("~* ") + all;
    else if (part == Command::Part::KeyEvents)
        all = hasSelectors ? QLatin1String("(&__keyevent@*__:* ") + all + QLatin1Char(')')
                           : QLatin1String("&* ") + all;
    return QStringLiteral("ACL SETUSER %1 %2").arg(QString::fromStdString(user), all);
}

// What the user lacks, part by part.
void addRights(
    Rights &rights, std::int64_t majorVersion, bool isCluster, std::vector<CheckLine> &lines)
{
    const auto user = rights.user();
    QStringList unknown;
    bool lacks = false;
    using Part = Command::Part;
    for (const auto part : {Part::Looks, Part::Keys, Part::Burst, Part::KeyEvents}) {
        QStringList names, rules;
        for (const auto &command : commands()) {
            if (command.part != part || (command.words[0] == "CLUSTER" && !isCluster))
                continue;
            switch (rights.of(command, user)) {
            case Verdict::Denied:
                names << nameOf(command);
                rules << QLatin1String(command.rule);
                break;
            case Verdict::Unknown:
                unknown << nameOf(command);
                break;
            case Verdict::Allowed:
            case Verdict::Lost:
                break;
            }
        }
        if (!rules.isEmpty()) {
            lacks = true;
            lines.push_back(
                {CheckLine::State::Lacking, lackingText(part).arg(names.join(QStringLiteral(", "))),
                    grantTo(user, part, rules, majorVersion >= 7)});
        }
    }
    if (!unknown.isEmpty())
        lines.push_back({CheckLine::State::Lacking,
            RedisCheckWords::tr("Does not know %1: too old, or renamed there.")
                .arg(unknown.join(QStringLiteral(", "))),
            {}});
    if (!lacks)
        lines.push_back({CheckLine::State::Works,
            RedisCheckWords::tr("%1 may read all that Watch asks for.")
                .arg(QString::fromStdString(user)),
            {}});
}

} // namespace

RedisOptions redisCheckOptions(const RedisAddress &address)
{
    RedisOptions options;
    options.address = address;
    options.name = "tierlens-check";
    options.connectTimeout = 2000ms;
    options.commandTimeout = 1000ms;
    return options;
}

ConnectionCheck checkRedis(const QString &address)
{
    ConnectionCheck check;
    check.tier = Tier::Redis;
    const auto fail = [&check](const Error &error) {
        check.wantsPassword = wantsPassword(error);
        check.lines.push_back({CheckLine::State::Failed, QString::fromStdString(error.text), {}});
        return check;
    };
    const auto read = RedisAddress::parse(address.toStdString());
    if (!read)
        return fail(read.error());
    auto nodes = RedisDirectory(redisCheckOptions(*read)).find();
    if (!nodes && nodes.error().code == "NOPERM" && read->sentinels.empty())
        nodes = RedisNodes{"standalone", {*read}, {}}; // as far as we may know
    if (!nodes)
        return fail(nodes.error());
    Rights rights(redisCheckOptions(nodes->primaries.front()));
    if (const auto open = rights.open(); !open)
        return fail(open.error());
    check.reached = true;
    const auto info = rights.ask({"INFO"});
    const std::string text(info ? info->text() : std::string_view());
    check.lines.push_back({CheckLine::State::Works,
        info ? RedisCheckWords::tr("%1, logged in as %2.")
                   .arg(whatItIs(*nodes, text), QString::fromStdString(rights.user()))
             : RedisCheckWords::tr("Redis lets us in."),
        {}});
    const auto major = info ? infoNumber(text, "redis_version") : 7;
    const bool isCluster = infoLine(text, "cluster_enabled") == "1";
    addRights(rights, major, isCluster, check.lines);
    return check;
}

} // namespace tierlens
