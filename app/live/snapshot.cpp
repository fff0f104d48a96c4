// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/jsonvalues.h"
#include "live/snapshotfields.h"
#include "live/watchsession.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>
#include <QtEndian>

#include <algorithm>

namespace tierlens {

// A snapshot is a JSON text, compressed as qCompress() does it:
//   {"tierlens_snapshot": 1, "taken": ms since 1970, "now": ns, "connection": {…}, …}
// Names and addresses are in it, passwords are not: none of the values ever holds one.

namespace {
constexpr int Format = 1;
constexpr qint64 MostBytes = 256ll * 1024 * 1024;
const auto Mark = QStringLiteral("tierlens_snapshot");

Error unreadable(const QString &text) { return {ErrorKind::Usage, {}, text.toStdString(), {}}; }

struct SnapshotWords
{
    Q_DECLARE_TR_FUNCTIONS(Snapshot)
};
} // namespace

// One list for writing and reading, as for the values themselves.
template <typename V> void WatchSession::visitAll(V &visit)
{
    visit("redis", m_redis), visit("latest_postgres", m_postgres), visit("clients", m_clients);
    visit("tables", m_tables), visit("slow_log", m_slow), visit("spikes", m_spikes);
    visit("lately", m_lately), visit("patterns", m_rows), visit("traffic", m_traffic);
}

QByteArray WatchSession::snapshot() const
{
    JsonWriter writer;
    // The visitor is one for both directions, so it takes what it may change; a writer does not.
    const_cast<WatchSession *>(this)->visitAll(writer);
    auto json = writer.object();
    auto moments = m_history.all();
    auto stretches = m_statements.all();
    auto findings = m_findings.all();
    json.insert(QStringLiteral("history"), JsonWriter::of(moments));
    json.insert(QStringLiteral("statements"), JsonWriter::of(stretches));
    json.insert(QStringLiteral("findings"), JsonWriter::of(findings));
    QJsonObject texts;
    for (const auto &[id, text] : m_statements.texts())
        texts.insert(QString::number(id), json::text(text));
    json.insert(QStringLiteral("statement_texts"), texts);
    json.insert(Mark, Format);
    json.insert(QStringLiteral("started"), double(m_startedAt));
    json.insert(QStringLiteral("now"), json::whole(now().count()));
    const auto &connection = m_options.connection;
    json.insert(QStringLiteral("connection"),
        QJsonObject{{QStringLiteral("name"), connection.name},
            {QStringLiteral("environment"), int(connection.environment)},
            {QStringLiteral("color"), connection.color}, {QStringLiteral("redis"), redisAddress()},
            {QStringLiteral("postgres"), postgresAddress()}});
    return qCompress(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

Result<Done> WatchSession::writeSnapshot(const QString &file, const QByteArray &snapshot)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(snapshot) != snapshot.size() || !out.commit())
        return Error{ErrorKind::Refused, {},
            SnapshotWords::tr("The snapshot %1 could not be written: %2.")
                .arg(file, out.errorString())
                .toStdString(),
            {}};
    return Done{};
}

Result<std::unique_ptr<WatchSession>> WatchSession::openSnapshot(const QString &file)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return unreadable(
            SnapshotWords::tr("The snapshot %1 cannot be read: %2.").arg(file, in.errorString()));
    if (in.size() > MostBytes)
        return unreadable(SnapshotWords::tr("%1 is too large to be a snapshot.").arg(file));
    const auto bytes = in.readAll();
    // The first four bytes tell how much it will be; a stranger's file may claim anything.
    if (bytes.size() < 8 || qFromBigEndian<quint32>(bytes.constData()) > quint32(MostBytes))
        return unreadable(SnapshotWords::tr("%1 is no snapshot of Tierlens.").arg(file));
    const auto unpacked = qUncompress(bytes);
    QJsonParseError mistake;
    const auto json = QJsonDocument::fromJson(unpacked, &mistake).object();
    constexpr char Zlib = 0x78; // how compressed data begins
    if (bytes[4] == Zlib && unpacked.isEmpty())
        return unreadable(SnapshotWords::tr("The snapshot %1 is damaged: its %2 bytes cannot be "
                                            "unpacked. It may have been cut off.")
                              .arg(file)
                              .arg(bytes.size()));
    if (mistake.error != QJsonParseError::NoError && unpacked.startsWith("{\""))
        return unreadable(
            SnapshotWords::tr("The snapshot %1 is damaged at byte %2 of what was unpacked: %3.")
                .arg(file)
                .arg(mistake.offset)
                .arg(mistake.errorString()));
    const int format = json[Mark].toInt();
    if (format < 1)
        return unreadable(SnapshotWords::tr("%1 is no snapshot of Tierlens.").arg(file));
    if (format > Format)
        return unreadable(SnapshotWords::tr(
            "The snapshot %1 was made by a newer Tierlens; this one cannot read it.")
                              .arg(file));
    const auto shown = json[QStringLiteral("connection")].toObject();
    WatchOptions options;
    options.connection.name = shown[QStringLiteral("name")].toString();
    options.connection.color = shown[QStringLiteral("color")].toString();
    options.connection.environment
        = Environment(std::clamp(shown[QStringLiteral("environment")].toInt(), 0, 2));
    auto session = std::make_unique<WatchSession>(std::move(options));
    session->m_isSnapshot = true;
    session->m_snapshotRedis = shown[QStringLiteral("redis")].toString();
    session->m_snapshotPostgres = shown[QStringLiteral("postgres")].toString();
    session->m_startedAt = qint64(json[QStringLiteral("started")].toDouble());
    session->m_snapshotNow = SinceStart{json::whole(json[QStringLiteral("now")])};
    JsonReader reader(json);
    session->visitAll(reader);
    std::vector<Moment> moments;
    JsonReader::into(json[QStringLiteral("history")], moments);
    session->m_history.restore(moments);
    std::vector<WatchedStatements::Stretch> stretches;
    JsonReader::into(json[QStringLiteral("statements")], stretches);
    std::map<std::int64_t, std::string> texts;
    const auto named = json[QStringLiteral("statement_texts")].toObject();
    for (auto text = named.begin(); text != named.end(); ++text)
        texts[text.key().toLongLong()] = json::bytes(text.value());
    session->m_statements.restore(stretches, texts);
    std::deque<Finding> findings;
    JsonReader::into(json[QStringLiteral("findings")], findings);
    session->m_findings.restore(std::move(findings));
    return session;
}

} // namespace tierlens
