// SPDX-License-Identifier: GPL-3.0-or-later
#include "dump/databaseexport.h"

#include "core/whendone.h"
#include "dump/dumpprogram.h"
#include "postgres/postgresaddress.h"
#include "postgres/postgreskeywords.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QProcess>
#include <QProcessEnvironment>
#include <QPromise>
#include <QThreadPool>

#include <functional>

namespace tierlens {

namespace {
struct DumpWords
{
    Q_DECLARE_TR_FUNCTIONS(DatabaseExport)
};

constexpr auto TableBegins = "dumping contents of table \""; // of --verbose, LC_MESSAGES=C
constexpr int MostWords = 2000; // of pg_dump's that are kept for an error

Error refused(const QString &sentence, const QString &detail = {})
{
    return {ErrorKind::Refused, {}, sentence.toStdString(), detail.toStdString()};
}

// 'It''s' as libpq's keywords want it.
QString quoted(const std::string &value)
{
    auto text = QString::fromStdString(value);
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"))
        .replace(QLatin1Char('\''), QLatin1String("\\'"));
    return QLatin1Char('\'') + text + QLatin1Char('\'');
}

// One pg_dump, on the thread that calls it.
class Dumping
{
public:
    using Tell = std::function<void(const ExportProgress &)>;
    Dumping(QString postgres, QString file, std::shared_ptr<std::atomic<bool>> stop, Tell tell)
        : m_postgres(std::move(postgres))
        , m_name(std::move(file))
        , m_stop(std::move(stop))
        , m_tell(std::move(tell))
    { }
    Result<ExportDone> run();

private:
    Result<Done> begin();
    Result<Done> pass(); // what has come
    void readWords();
    Result<ExportDone> end();

    QString m_postgres, m_name;
    std::shared_ptr<std::atomic<bool>> m_stop;
    Tell m_tell;
    QElapsedTimer m_clock, m_told;
    QFile m_part;
    QProcess m_process;
    QByteArray m_words; // pg_dump's, a line that is not over
    QByteArray m_errors; // its complaints
    ExportProgress m_progress;
};

Result<Done> Dumping::begin()
{
    const auto program = findDumpProgram();
    if (!program)
        return program.error();
    const auto order = DatabaseExport::orderFor(m_postgres, m_name);
    if (!order)
        return order.error();
    if (QFileInfo::exists(m_name))
        return refused(DumpWords::tr("%1 is there already; choose another name.").arg(m_name));
    m_part.setFileName(m_name + QStringLiteral(".part"));
    // NewOnly: never over something that is there, also not if it came just now.
    if (!m_part.open(QIODevice::WriteOnly | QIODevice::NewOnly,
            QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return refused(DumpWords::tr("%1 could not be made: %2.")
                           .arg(m_part.fileName(), m_part.errorString()));
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C")); // its words are read here
    for (const auto &entry : order->environment)
        environment.insert(
            entry.section(QLatin1Char('='), 0, 0), entry.section(QLatin1Char('='), 1));
    m_process.setProcessEnvironment(environment);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.start(*program, order->arguments);
    if (!m_process.waitForStarted(5000))
        return Error{ErrorKind::Missing, {},
            DumpWords::tr("%1 could not be started: %2.")
                .arg(*program, m_process.errorString())
                .toStdString(),
            {}};
    return Done{};
}

void Dumping::readWords()
{
    m_words += m_process.readAllStandardError();
    for (qsizetype end = m_words.indexOf('\n'); end >= 0; end = m_words.indexOf('\n')) {
        const auto line = m_words.left(end);
        m_words.remove(0, end + 1);
        if (const auto at = line.indexOf(TableBegins); at >= 0) {
            ++m_progress.tables;
            const auto name = line.mid(at + qsizetype(qstrlen(TableBegins)));
            m_progress.table = QString::fromUtf8(name.left(name.lastIndexOf('"')));
        } else if (line.contains("error:") || line.contains("detail:") || line.contains("hint:")) {
            m_errors += line + '\n';
        }
    }
    m_errors = m_errors.right(MostWords);
    m_words = m_words.right(MostWords);
}

Result<Done> Dumping::pass()
{
    readWords();
    const auto bytes = m_process.readAllStandardOutput();
    if (m_part.write(bytes) != bytes.size())
        return refused(DumpWords::tr("%1 could not be written: %2.")
                           .arg(m_part.fileName(), m_part.errorString()));
    m_progress.bytes += static_cast<std::uint64_t>(bytes.size());
    if (!m_told.isValid() || m_told.elapsed() > 200) {
        m_told.start();
        m_tell(m_progress);
    }
    return Done{};
}

Result<ExportDone> Dumping::run()
{
    m_clock.start();
    if (const auto begun = begin(); !begun) {
        if (m_part.isOpen())
            m_part.remove();
        return begun.error();
    }
    while (m_process.state() != QProcess::NotRunning) {
        m_process.waitForReadyRead(100);
        auto passed = pass();
        if (*m_stop)
            passed = refused(DumpWords::tr("The export was cancelled; nothing was kept."));
        if (!passed) {
            m_process.kill();
            m_process.waitForFinished(5000);
            m_part.remove();
            return passed.error();
        }
    }
    auto done = end();
    if (!done)
        m_part.remove();
    return done;
}

Result<ExportDone> Dumping::end()
{
    if (const auto passed = pass(); !passed)
        return passed.error();
    m_tell(m_progress);
    if (m_process.exitStatus() != QProcess::NormalExit || m_process.exitCode() != 0) {
        const auto words
            = PostgresAddress::redacted(m_errors.toStdString(), m_postgres.toStdString());
        const auto first = QString::fromStdString(words.substr(0, words.find('\n'))).trimmed();
        return refused(first.isEmpty() ? DumpWords::tr("pg_dump ended without a word.")
                                       : DumpWords::tr("pg_dump failed: %1").arg(first),
            QString::fromStdString(words));
    }
    if (!m_part.flush())
        return refused(DumpWords::tr("%1 could not be written: %2.")
                           .arg(m_part.fileName(), m_part.errorString()));
    m_part.close();
    // Fails, rather than overwriting, if the name was taken meanwhile.
    if (!m_part.rename(m_name))
        return refused(DumpWords::tr("%1 is there already; choose another name.").arg(m_name));
    return ExportDone{
        m_name, m_progress.bytes, m_progress.tables, std::chrono::milliseconds(m_clock.elapsed())};
}
} // namespace

Result<DatabaseExport::Order> DatabaseExport::orderFor(const QString &postgres, const QString &file)
{
    const auto keywords = readPostgresKeywords(postgres.toStdString());
    if (!keywords)
        return keywords.error();
    Order order;
    QStringList address;
    for (const auto &[keyword, value] : *keywords) {
        if (keyword == "password")
            order.environment.append(QStringLiteral("PGPASSWORD=") + QString::fromStdString(value));
        else if (keyword == "sslpassword")
            return Error{ErrorKind::Usage, {},
                DumpWords::tr("The connection's TLS key has a password, which cannot be handed to "
                              "pg_dump without showing it; run pg_dump by hand.")
                    .toStdString(),
                {}};
        else
            address.append(QString::fromStdString(keyword) + QLatin1Char('=') + quoted(value));
    }
    const bool isText = QFileInfo(file).suffix().toLower() == QLatin1String("sql");
    order.arguments
        = {isText ? QStringLiteral("--format=plain") : QStringLiteral("--format=custom"),
            QStringLiteral("--verbose"), QStringLiteral("--no-password"),
            QStringLiteral("--lock-wait-timeout=5s"),
            QStringLiteral("--dbname=") + address.join(QLatin1Char(' '))};
    return order;
}

DatabaseExport::DatabaseExport(QObject *parent)
    : QObject(parent)
    , m_stop(std::make_shared<std::atomic<bool>>(false))
{ }

DatabaseExport::~DatabaseExport()
{
    cancel();
    if (!m_thread.joinable())
        return;
    // It ends pg_dump and removes half a file; the program does not end before the pool is done.
    QThreadPool::globalInstance()->start(
        [thread = std::make_shared<std::jthread>(std::move(m_thread))] { thread->join(); });
}

void DatabaseExport::cancel() { *m_stop = true; }

void DatabaseExport::start(const QString &postgres, const QString &file)
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_progress = {};
    m_stop = std::make_shared<std::atomic<bool>>(false);
    auto promise = std::make_shared<QPromise<Result<ExportDone>>>();
    const auto future = promise->future();
    promise->start();
    // Long: not on the pool, whose threads are for short things.
    const auto tell
        = [self = QPointer<DatabaseExport>(this), stop = m_stop](const ExportProgress &progress) {
              if (*stop)
                  return; // the application may be about to go
              QMetaObject::invokeMethod(QCoreApplication::instance(), [self, progress] {
                  if (!self)
                      return;
                  self->m_progress = progress;
                  Q_EMIT self->progressed();
              });
          };
    m_thread = std::jthread([promise, postgres, file, stop = m_stop, tell] {
        promise->addResult(Dumping(postgres, file, stop, tell).run());
        promise->finish();
    });
    whenDone(future, this, [this](const Result<ExportDone> &result) {
        m_result = result;
        m_isRunning = false;
        Q_EMIT finished();
    });
}

} // namespace tierlens
