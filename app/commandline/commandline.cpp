// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline/commandline.h"

#include "commandline/commandlinewatch.h"
#include "commandline/optionreader.h"
#include "experiment/comparer.h"
#include "experiment/readymade.h"
#include "session/trafficnames.h"

#include <QCommandLineParser>
#include <QFileInfo>

#include <algorithm>
#include <iterator>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct Option
{
    const char *name;
    const char *value; // null: a switch
    const char *text;
};

constexpr Option Options[] = {
    {"sandbox", nullptr, "Start private servers and play a scenario on them."},
    {"scenario", "NAME", "The world to play: profile, game, assistant or store."},
    {"fresh", nullptr, "Throw the kept sandbox away first."},
    {"redis", "URI", "Redis to use: redis://[user:password@]host[:port][/db] or unix:///path."},
    {"postgres", "URI", "Postgres to use: anything libpq reads; empty for the PG* environment."},
    {"watch", nullptr,
        "Only look at the servers, which somebody else drives; nothing is changed on them. One of "
        "--redis and --postgres is enough. With --sandbox: at the demo's, from outside."},
    {"connection", "NAME", "Watch a saved connection."},
    {"environment", "NAME",
        "What --watch looks at: production (unless said otherwise), development or sandbox."},
    {"budget", "PERCENT", "How much of the servers' time --watch may use: 0.1 to 10, normally 1."},
    {"burst", "TIME", "Let --watch run MONITOR once, in the middle of the run: 0.5s to 10s."},
    {"snapshot", "FILE", "Open what --save-snapshot wrote."},
    {"save-snapshot", "FILE", "Save all that --watch has seen when done."},
    {"audit", nullptr,
        "Say where permanent data lives, what is cached and what to do, as the file of --report; "
        "nothing is changed on the servers. With --redis, --postgres or --connection."},
    {"for", "TIME", "How long --audit watches the traffic first, normally 30s."},
    {"headless", nullptr, "No window: print one status line a second, then exit."},
    {"duration", "TIME", "How long to run, for example 20s."},
    {"do", "ACTION",
        "\"5s restart redis\": restart|crash|freeze redis|postgres, invalidate PATTERN, write, "
        "cache on|off, ttl TIME. Repeatable."},
    {"tour", "NAME|FILE",
        "Play a guided tour; \"list\" names them. With --headless: check its claims."},
    {"check-tour", "FILE", "Say what is wrong with a tour's file, line by line."},
    {"compare", "NAME", "Compare two policies on the same requests, then exit. \"list\": which."},
    {"repeats", "N", "Runs of each side of --compare, 1 to 20."},
    {"seconds", "N", "Length of each of these runs, 1 to 600."},
    {"report", "FILE",
        "Write a report when done: .json, .html or .md; of --audit also .pdf, .csv, or a folder/ "
        "of "
        ".csv."},
    {"grab", "FILE.png", "Save a picture of the window when done."},
    {"size", "WxH", "Size of the window."},
    {"present", nullptr, "Begin in presenter mode; with --grab its picture is saved."},
    {"theme", "dark|light", "Colours."},
    {"scale", "N", "Device pixels per pixel of the picture, 1 to 4."},
    {"language", "en|de|fr", "Language of the window."},
    {"config-dir", "FOLDER", "Keep settings and the log there."},
    {"log-level", "debug|info|warning|error",
        "The least important thing that goes to the log file; normally info."},
};

// Ours and, for each setting of the traffic, one of its name.
std::vector<Option> allOptions()
{
    std::vector<Option> all;
    for (const Option &option : Options) {
        if (QLatin1String(option.name) == QLatin1String("do")) {
            for (const TrafficField &field : trafficFields())
                all.push_back({field.name, field.value, field.help});
        }
        all.push_back(option);
    }
    return all;
}

void readTraffic(OptionReader &read, CommandLine &line)
{
    for (const TrafficField &field : trafficFields()) {
        if (!read.has(field.name))
            continue;
        line.trafficGiven = true;
        const auto set = setTrafficField(
            line.session.traffic, QLatin1String(field.name), read.text(field.name));
        if (!set)
            read.fail(QStringLiteral("--") + QString::fromStdString(set.error().text));
    }
}

void readConnection(OptionReader &read, CommandLine &line)
{
    auto &session = line.session;
    const auto redis
        = read.has("redis") ? read.text("redis") : qEnvironmentVariable("TIERLENS_REDIS");
    const auto postgres
        = read.has("postgres") ? read.text("postgres") : qEnvironmentVariable("TIERLENS_POSTGRES");
    const bool given = read.has("redis") || read.has("postgres");
    if (read.has("sandbox") && given)
        read.fail(QStringLiteral("--sandbox and --redis/--postgres exclude each other."));
    session.sandbox = read.has("sandbox") || (!given && redis.isEmpty() && postgres.isEmpty());
    line.connectionGiven = read.has("sandbox") || given || !redis.isEmpty();
    readWatchLine(read, line);
    if (line.watch.wanted) {
        session.redis = redis;
        session.postgres = postgres;
        if (!line.watch.snapshot.isEmpty() || !line.watch.connection.isEmpty()) {
            session.sandbox = false;
            if (read.has("sandbox") || given)
                read.fail(QStringLiteral("--snapshot and --connection say by themselves what to "
                                         "look at; leave --sandbox, --redis and --postgres out."));
        } else if (!line.connectionGiven && postgres.isEmpty()) {
            read.fail(line.watch.isAudit
                    ? QStringLiteral("--audit: of what? Give --redis, --postgres or --connection.")
                    : QStringLiteral(
                        "--watch: at what? Give --redis, --postgres, --connection or --sandbox."));
        }
    } else if (!session.sandbox) {
        session.redis = redis;
        session.postgres = postgres;
        if (redis.isEmpty())
            read.fail(QStringLiteral(
                "--redis is missing: both servers are needed (or set TIERLENS_REDIS)."));
        if (!read.has("postgres") && postgres.isEmpty() && qEnvironmentVariable("PGHOST").isEmpty()
            && qEnvironmentVariable("PGDATABASE").isEmpty()
            && qEnvironmentVariable("PGSERVICE").isEmpty())
            read.fail(QStringLiteral(
                "--postgres is missing: both servers are needed (or set PG* variables)."));
    }
    session.freshSandbox = read.has("fresh");
    if (read.has("tour") && read.has("scenario"))
        read.fail(QStringLiteral("--tour has a world of its own; leave --scenario out."));
    if (read.has("scenario"))
        session.scenario = read.text("scenario");
    static const QStringList known{QStringLiteral("profile"), QStringLiteral("game"),
        QStringLiteral("assistant"), QStringLiteral("store")};
    if (!known.contains(session.scenario))
        read.fail(QStringLiteral("--scenario %1: known are %2.")
                      .arg(session.scenario, known.join(QStringLiteral(", "))));
}

void readOutput(OptionReader &read, CommandLine &line)
{
    line.report = read.text("report");
    line.grab = read.text("grab");
    const auto suffix = QFileInfo(line.report).suffix().toLower();
    const bool isAudit = line.watch.isAudit;
    const bool isAuditOnly = suffix == QLatin1String("pdf") || suffix == QLatin1String("csv")
        || line.report.endsWith(QLatin1Char('/'));
    if (read.has("report") && suffix != QLatin1String("json") && suffix != QLatin1String("html")
        && suffix != QLatin1String("md") && !(isAudit && isAuditOnly))
        read.fail(QStringLiteral("--report %1: the name must end in %2.")
                      .arg(line.report,
                          isAudit ? QStringLiteral(".html, .md, .json, .pdf, .csv or /")
                                  : QStringLiteral(".json, .html or .md")));
    if (read.has("grab") && QFileInfo(line.grab).suffix().toLower() != QLatin1String("png"))
        read.fail(QStringLiteral("--grab %1: the name must end in .png.").arg(line.grab));
    // A folder to come stands in another one.
    const auto report = line.report.endsWith(QLatin1Char('/')) && !QFileInfo::exists(line.report)
        ? line.report.chopped(1)
        : line.report;
    for (const auto &file : {report, line.grab, line.watch.saveSnapshot}) {
        if (!file.isEmpty() && !QFileInfo(QFileInfo(file).absolutePath()).isWritable())
            read.fail(QStringLiteral(
                "%1 cannot be written: the folder does not exist or is not ours to write to.")
                          .arg(file));
    }
    line.sizeGiven = read.has("size");
    if (line.sizeGiven) {
        const auto parts = read.text("size").toLower().split(QLatin1Char('x'));
        line.size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
        if (line.size.width() < 640 || line.size.height() < 400 || line.size.width() > 8192
            || line.size.height() > 8192)
            read.fail(
                QStringLiteral("--size %1: write for example 1600x1000.").arg(read.text("size")));
    }
    line.scale = read.number("scale", 1, 4, 1);
    line.theme = read.text("theme");
    if (read.has("theme") && line.theme != QLatin1String("dark")
        && line.theme != QLatin1String("light"))
        read.fail(QStringLiteral("--theme %1: say dark or light.").arg(line.theme));
    line.language = read.text("language");
    static const QStringList spoken{
        QStringLiteral("en"), QStringLiteral("de"), QStringLiteral("fr")};
    if (read.has("language") && !spoken.contains(line.language))
        read.fail(QStringLiteral("--language %1: known are %2.")
                      .arg(line.language, spoken.join(QStringLiteral(", "))));
    line.configFolder = read.text("config-dir");
    if (!read.has("log-level"))
        return;
    line.logLevel = read.text("log-level");
    static const QStringList levels{QStringLiteral("debug"), QStringLiteral("info"),
        QStringLiteral("warning"), QStringLiteral("error")};
    if (!levels.contains(line.logLevel))
        read.fail(QStringLiteral("--log-level %1: known are %2.")
                      .arg(line.logLevel, levels.join(QStringLiteral(", "))));
}

void readTour(const OptionReader &read, CommandLine &line)
{
    line.tour = read.text("tour");
    line.checkTour = read.text("check-tour");
}

void readComparison(OptionReader &read, CommandLine &line)
{
    for (const char *option : {"repeats", "seconds"}) {
        if (read.has(option) && !read.has("compare"))
            read.fail(QStringLiteral("--%1 belongs to --compare.").arg(QLatin1String(option)));
    }
    if (!read.has("compare"))
        return;
    const auto name = read.text("compare");
    line.listExperiments = name == QLatin1String("list");
    if (line.listExperiments)
        return;
    line.compare = readyExperiment(name);
    if (!line.compare) {
        QStringList known;
        for (const auto &experiment : readyExperiments())
            known.append(experiment.id);
        read.fail(QStringLiteral("--compare %1: known are %2.")
                      .arg(name, known.join(QStringLiteral(", "))));
        return;
    }
    auto &experiment = *line.compare;
    experiment.repeats = static_cast<int>(read.number("repeats", 1, 20, experiment.repeats));
    experiment.length = std::chrono::milliseconds(static_cast<std::int64_t>(
        1000 * read.number("seconds", 1, 600, double(experiment.length.count()) / 1000)));
    if (read.has("clients"))
        experiment.clients = line.session.traffic.clients;
    if (read.has("rate"))
        experiment.rate = line.session.traffic.rate;
    if (read.has("duration") || read.has("do"))
        read.fail(QStringLiteral("--compare has its own length: --repeats and --seconds."));
    if (const auto why = whyNotComparable(experiment, line.session.sandbox); !why.isEmpty())
        read.fail(why);
}

void readRun(OptionReader &read, CommandLine &line, const QStringList &actions)
{
    line.headless = read.has("headless") || line.watch.isAudit;
    line.present = read.has("present");
    readComparison(read, line);
    if (read.has("duration")) {
        std::chrono::milliseconds span{};
        read.readSpan("duration", span);
        line.duration = span;
    }
    if (line.watch.isAudit)
        line.duration = line.watch.auditSpan;
    if (!line.grab.isEmpty() && !line.duration && !line.headless && !line.compare)
        line.duration = 15s; // a picture of something going on
    if (!line.tour.isEmpty() && line.headless && line.duration)
        read.fail(QStringLiteral("--tour ends by itself; leave --duration out."));
    if (line.headless && !line.duration && line.tour.isEmpty() && !line.compare)
        read.fail(QStringLiteral("--headless needs --duration, for example --duration 20s."));
    for (const auto &text : actions) {
        if (auto action = TimedAction::parse(text)) {
            if (line.duration && action->at > *line.duration)
                read.fail(
                    QStringLiteral("--do \"%1\": that is after the end of the run.").arg(text));
            const bool server = action->what == TimedAction::What::Restart
                || action->what == TimedAction::What::Crash
                || action->what == TimedAction::What::Freeze;
            if (server && !line.session.sandbox)
                read.fail(QStringLiteral("--do \"%1\": only servers of the sandbox can be stopped.")
                              .arg(text));
            line.actions.push_back(*action);
        } else {
            read.fail(QString::fromStdString(action.error().text));
        }
    }
    std::stable_sort(line.actions.begin(), line.actions.end(),
        [](const TimedAction &a, const TimedAction &b) { return a.at < b.at; });
}

// A file by itself, as a file manager hands it over: `tierlens seen.tierlens` is --snapshot,
// `tierlens mine.json` is --tour. Where it stands first or last; elsewhere it could be a value.
QStringList withFileAsOption(QStringList arguments, const QString &file)
{
    QString option;
    if (file.endsWith(QLatin1String(".tierlens"), Qt::CaseInsensitive))
        option = QStringLiteral("--snapshot");
    else if (file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
        option = QStringLiteral("--tour");
    else
        return arguments;
    if (arguments.value(1) == file)
        arguments.insert(1, option);
    else if (arguments.constLast() == file)
        arguments.insert(arguments.size() - 1, option);
    return arguments;
}
} // namespace

Result<CommandLine> CommandLine::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    for (const Option &option : allOptions()) {
        QCommandLineOption entry((QString::fromLatin1(option.name)));
        if (option.value)
            entry.setValueName(QString::fromLatin1(option.value));
        parser.addOption(entry);
    }
    parser.addOption(QCommandLineOption(QStringList{QStringLiteral("h"), QStringLiteral("help")}));
    parser.addOption(
        QCommandLineOption(QStringList{QStringLiteral("v"), QStringLiteral("version")}));
    bool understood = parser.parse(arguments);
    if (const auto files = parser.positionalArguments(); understood && files.size() == 1)
        understood = parser.parse(withFileAsOption(arguments, files.constFirst()));
    if (!understood)
        return Error{ErrorKind::Usage, {},
            parser.errorText().replace(QLatin1Char('\''), QLatin1Char('"')).toStdString(), {}};
    if (!parser.positionalArguments().isEmpty())
        return Error{ErrorKind::Usage, {},
            QStringLiteral("\"%1\" is neither an option nor a file to be opened (.tierlens, "
                           ".json); see tierlens --help.")
                .arg(parser.positionalArguments().constFirst())
                .toStdString(),
            {}};

    CommandLine line;
    line.showHelp = parser.isSet(QStringLiteral("help"));
    line.showVersion = parser.isSet(QStringLiteral("version"));
    if (line.showHelp || line.showVersion)
        return line;
    OptionReader read(parser);
    readConnection(read, line);
    readTraffic(read, line);
    readOutput(read, line);
    readTour(read, line);
    readRun(read, line, parser.values(QStringLiteral("do")));
    if (read.error())
        return *read.error();
    return line;
}

QString CommandLine::help()
{
    QString text = QStringLiteral(
        "Usage: tierlens [options] [snapshot.tierlens|tour.json]\n"
        "See requests flow through a Redis cache in front of Postgres, live.\n\nOptions:\n");
    for (const Option &option : allOptions()) {
        QString name = QStringLiteral("  --%1").arg(QLatin1String(option.name));
        if (option.value)
            name += QLatin1Char(' ') + QLatin1String(option.value);
        text += name.leftJustified(34) + QString::fromUtf8(option.text) + QLatin1Char('\n');
    }
    text += QStringLiteral(
        "  -h, --help                      Show this.\n"
        "  -v, --version                   Show the version.\n\n"
        "Exit codes: 0 done, 1 the run failed, 2 wrong usage, 3 could not connect, "
        "4 a needed program is missing.\n");
    return text;
}

int exitCodeFor(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Usage:
        return ExitUsage;
    case ErrorKind::Missing:
        return ExitProgramMissing;
    case ErrorKind::Unreachable:
    case ErrorKind::Timeout:
    case ErrorKind::Denied:
    case ErrorKind::Protocol:
    case ErrorKind::NotReady:
        return ExitNoConnection;
    case ErrorKind::Refused:
    case ErrorKind::Internal:
        break;
    }
    return ExitFailed;
}

} // namespace tierlens
