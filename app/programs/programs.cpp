// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs/programs.h"

#include "programs/installcommand.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QVersionNumber>

#include <algorithm>

namespace tierlens {

namespace {

// What a program prints, or nothing if it does not end well.
QString outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments, QIODevice::ReadOnly);
    if (!process.waitForFinished(5000) || process.exitStatus() != QProcess::NormalExit
        || process.exitCode() != 0)
        return {};
    return QString::fromLocal8Bit(process.readAllStandardOutput()).trimmed();
}

QString firstMatch(const QString &text, const char *pattern)
{
    return QRegularExpression(QLatin1String(pattern)).match(text).captured(1);
}

bool isProgram(const QString &path)
{
    const QFileInfo file(path);
    return file.isFile() && file.isExecutable();
}

QString suffixed(const QString &program)
{
#ifdef Q_OS_WIN
    return program + QLatin1String(".exe");
#else
    return program;
#endif
}

// The folder where initdb really lies, if postgres lies beside it. Behind symbolic links, because
// initdb finds its other files from there. Empty: none.
QString realBin(const QString &folder)
{
    if (folder.isEmpty())
        return {};
    const QFileInfo initdb(QDir(folder).filePath(suffixed(QStringLiteral("initdb"))));
    if (!isProgram(initdb.filePath()))
        return {};
    const QString bin = QFileInfo(initdb.canonicalFilePath()).path();
    return isProgram(QDir(bin).filePath(suffixed(QStringLiteral("postgres")))) ? bin : QString();
}

// Folders that match "/a/b*/c", the newest version first ("15" before "9.6").
QStringList newestFirst(const QString &root, const QString &pattern)
{
    QStringList found{root + (pattern.startsWith(u'/') ? QStringLiteral("/") : QString())};
    const QStringList parts = pattern.split(u'/', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        QStringList next;
        for (const QString &at : std::as_const(found)) {
            const QDir here(at);
            if (!part.contains(u'*')) {
                if (here.exists(part))
                    next << here.filePath(part);
                continue;
            }
            for (const QString &name : here.entryList({part}, QDir::Dirs | QDir::NoDotAndDotDot))
                next << here.filePath(name);
        }
        found = next;
    }
    static const QRegularExpression number(QStringLiteral("\\d+(\\.\\d+)*"));
    std::stable_sort(found.begin(), found.end(), [&root](const QString &a, const QString &b) {
        const auto version = [&root](const QString &path) {
            return QVersionNumber::fromString(number.match(path, root.size()).captured());
        };
        return version(a) > version(b);
    });
    return found;
}

const QStringList &redisNames()
{
    static const QStringList names{QStringLiteral("redis-server"), QStringLiteral("valkey-server"),
        QStringLiteral("keydb-server"), QStringLiteral("memurai")};
    return names;
}

} // namespace

int Programs::postgresMajor() const { return firstMatch(postgresVersion, "^(\\d+)").toInt(); }

QString Programs::postgresTool(QLatin1String name) const
{
    return QFileInfo(postgres).dir().filePath(suffixed(name));
}

std::optional<QString> ProgramSearch::named(const QString &variable) const
{
    const QString value = environment.value(variable);
    return value.isEmpty() ? std::nullopt : std::optional(value);
}

QString ProgramSearch::inPath(const QString &program) const
{
    const QStringList folders = environment.value(QStringLiteral("PATH"))
                                    .split(QDir::listSeparator(), Qt::SkipEmptyParts);
    // With no folders findExecutable() would search the PATH of this process instead.
    return folders.isEmpty() ? QString() : QStandardPaths::findExecutable(program, folders);
}

QString ProgramSearch::osRelease() const
{
    for (const char *path : {"/etc/os-release", "/usr/lib/os-release"}) {
        QFile file(root + QLatin1String(path));
        if (file.open(QIODevice::ReadOnly))
            return QString::fromUtf8(file.readAll());
    }
    return {};
}

QStringList ProgramSearch::wellKnownPostgresBins() const
{
    static constexpr const char *patterns[] = {"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
        "/usr/lib/postgresql*/bin", "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin", "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
        "/usr/local/pgsql/bin", "/Applications/Postgres.app/Contents/Versions/latest/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin", "/Library/PostgreSQL/*/bin",
        "/opt/local/lib/postgresql*/bin", "C:/Program Files/PostgreSQL/*/bin"};
    QStringList bins;
    for (const char *pattern : patterns)
        bins << newestFirst(root, QLatin1String(pattern));
    return bins;
}

QString ProgramSearch::findPostgresBin(ProgramLack &lack) const
{
    const auto asked = postgresBin.isEmpty() ? named(QStringLiteral("TIERLENS_PG_BIN"))
                                             : std::optional(postgresBin);
    if (asked) {
        const QFileInfo place(*asked);
        const QString bin = realBin(place.isFile() ? place.path() : *asked);
        if (!bin.isEmpty())
            return bin;
        lack = missing(true, false, tr("There is no initdb and postgres in %1").arg(*asked));
        return {};
    }
    QStringList places{environment.value(QStringLiteral("PG_BIN"))};
    for (const char *program : {"initdb", "postgres"}) {
        if (const QString found = inPath(QLatin1String(program)); !found.isEmpty())
            places << QFileInfo(found).path() << QFileInfo(found).canonicalPath();
    }
    for (const QString &place : std::as_const(places)) {
        if (const QString bin = realBin(place); !bin.isEmpty())
            return bin;
    }
    if (const QString config = inPath(QStringLiteral("pg_config")); !config.isEmpty()) {
        const QString bin = realBin(outputOf(config, {QStringLiteral("--bindir")}));
        if (!bin.isEmpty())
            return bin;
    }
    for (const QString &place : wellKnownPostgresBins()) {
        if (const QString bin = realBin(place); !bin.isEmpty())
            return bin;
    }
    return {};
}

// Not resolved behind symbolic links: Debian's redis-server is a link to redis-check-rdb, which
// decides by the name it is called by.
QString ProgramSearch::findRedis(ProgramLack &lack) const
{
    const auto asked = redisServer.isEmpty() ? named(QStringLiteral("TIERLENS_REDIS_SERVER"))
                                             : std::optional(redisServer);
    if (asked) {
        if (isProgram(*asked))
            return QFileInfo(*asked).absoluteFilePath();
        const QString found = asked->contains(u'/') ? QString() : inPath(*asked); // "valkey-server"
        if (!found.isEmpty())
            return found;
        lack = missing(false, true, tr("There is no Redis server program at %1").arg(*asked));
        return {};
    }
    static constexpr const char *folders[]
        = {"/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin",
            "/home/linuxbrew/.linuxbrew/bin", "/opt/local/bin", "C:/Program Files/Memurai"};
    for (const QString &name : redisNames()) {
        if (const QString found = inPath(name); !found.isEmpty())
            return found;
    }
    for (const QString &name : redisNames()) {
        for (const char *folder : folders) {
            const QString path = root + QLatin1String(folder) + u'/' + suffixed(name);
            if (isProgram(path))
                return path;
        }
    }
    return {};
}

ProgramLack ProgramSearch::missing(bool postgres, bool redis, const QString &what) const
{
    return {what,
        !redis         ? tr("the PostgreSQL server with its contrib modules")
            : postgres ? tr("the PostgreSQL server, its contrib modules and Redis")
                       : tr("Redis or Valkey"),
        installCommand(osRelease(), postgres, redis)};
}

QString ProgramLack::sentence() const
{
    const QString how = command.isEmpty()
        ? ProgramSearch::tr("install %1 with your package manager").arg(wish)
        : ProgramSearch::tr("install it with `%1`").arg(command);
    return ProgramSearch::tr(
        "%1: %2, or start packaging/compose.yml and open Tierlens with --redis and --postgres.")
        .arg(what, how);
}

// pg_stat_statements belongs to contrib, which some distributions pack apart. Says yes only if it
// knows for sure; if it cannot tell, CREATE EXTENSION will.
bool ProgramSearch::lacksStatistics(const QString &bin, int major) const
{
    const QString control = QStringLiteral("/extension/pg_stat_statements.control");
    QStringList shares{bin + QLatin1String("/../share"),
        bin + QLatin1String("/../share/postgresql"),
        bin + QStringLiteral("/../share/postgresql@%1").arg(major),
        QStringLiteral("/usr/share/postgresql/%1").arg(major), QStringLiteral("/usr/share/pgsql")};
    const QString config = QDir(bin).filePath(suffixed(QStringLiteral("pg_config")));
    bool told = false;
    if (isProgram(config)) {
        const QString share = outputOf(config, {QStringLiteral("--sharedir")});
        told = !share.isEmpty();
        if (told)
            shares = QStringList{share};
    }
    const bool found = std::any_of(shares.cbegin(), shares.cend(),
        [&](const QString &share) { return QFile::exists(share + control); });
    return told && !found;
}

std::optional<Programs> ProgramSearch::look(ProgramLack &lack) const
{
    const QString bin = findPostgresBin(lack);
    if (!lack.what.isEmpty())
        return {};
    const QString redis = findRedis(lack);
    if (!lack.what.isEmpty())
        return {};
    if (bin.isEmpty() || redis.isEmpty()) {
        lack = missing(bin.isEmpty(), redis.isEmpty(),
            !bin.isEmpty() ? tr("No Redis server program was found")
                : !redis.isEmpty()
                ? tr("No PostgreSQL server program (initdb, postgres) was found")
                : tr("Neither PostgreSQL (initdb, postgres) nor Redis was found"));
        return {};
    }
    Programs found;
    found.initdb = QDir(bin).filePath(suffixed(QStringLiteral("initdb")));
    found.postgres = QDir(bin).filePath(suffixed(QStringLiteral("postgres")));
    found.redis = redis;
    const QStringList version{QStringLiteral("--version")};
    found.postgresVersion
        = firstMatch(outputOf(found.postgres, version), "\\(PostgreSQL\\) (\\S+)");
    const QString redisText = outputOf(found.redis, version);
    found.redisVersion = firstMatch(redisText, "\\bv=(\\d[\\w.]*)");
    const QString name = firstMatch(redisText, "^(\\w+) server");
    found.redisName = name.isEmpty() ? QStringLiteral("Redis") : name;
    if (found.postgresMajor() < 12) {
        lack = missing(true, false,
            tr("%1 is PostgreSQL %2, and Tierlens needs 12 or newer")
                .arg(found.postgres,
                    found.postgresVersion.isEmpty() ? tr("of an unknown version")
                                                    : found.postgresVersion));
    } else if (found.redisVersion.isEmpty()) {
        lack = missing(false, true, tr("%1 does not answer to --version").arg(found.redis));
    } else if (lacksStatistics(bin, found.postgresMajor())) {
        lack = missing(true, false,
            tr("The PostgreSQL in %1 lacks pg_stat_statements (part of its contrib modules)")
                .arg(bin));
    }
    return lack.what.isEmpty() ? std::optional(found) : std::nullopt;
}

Result<Programs> ProgramSearch::find() const
{
    ProgramLack lack;
    if (auto found = look(lack))
        return std::move(*found);
    return Error{ErrorKind::Missing, {}, lack.sentence().toStdString(), {}};
}

std::optional<ProgramLack> ProgramSearch::lack() const
{
    ProgramLack lack;
    return look(lack) ? std::nullopt : std::optional(lack);
}

} // namespace tierlens
