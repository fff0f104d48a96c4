// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/secrets.h"

#include <QPromise>
#include <QTimer>

#include <memory>

#ifdef TIERLENS_KEYCHAIN
#include <qt6keychain/keychain.h>
#endif

namespace tierlens {

namespace {

template <typename T> QFuture<T> ready(T value)
{
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

// A promise that is kept once, by the keychain or by the clock, whichever is first.
template <typename T> class Answer
{
public:
    Answer() { m_promise.start(); }
    QFuture<T> future() const { return m_promise.future(); }
    bool isGiven() const { return m_given; }
    void give(T value)
    {
        if (std::exchange(m_given, true))
            return;
        m_promise.addResult(std::move(value));
        m_promise.finish();
    }

private:
    QPromise<T> m_promise;
    bool m_given = false;
};

} // namespace

Secrets::Secrets(QObject *parent, std::chrono::milliseconds patience)
    : QObject(parent)
    , m_patience(patience)
{ }

QString secretName(const QString &connectionId, bool ofRedis)
{
    return connectionId + (ofRedis ? QLatin1String("/redis") : QLatin1String("/postgres"));
}

void Secrets::fail(const QString &why)
{
    m_problem = tr("The system's keychain cannot be used (%1).").arg(why);
}

void Secrets::slow() { m_problem = tr("The system's keychain does not answer."); }

#ifdef TIERLENS_KEYCHAIN

bool Secrets::hasKeychain() { return true; }

static QString service() { return QStringLiteral("Tierlens"); }

// The jobs have no parent: the keychain's library calls back into them when it likes, and they
// delete themselves after that. What they say is dropped if we are gone by then.

QFuture<QString> Secrets::read(const QString &name)
{
    if (const auto known = m_memory.constFind(name); known != m_memory.constEnd())
        return ready(*known);
    const auto answer = std::make_shared<Answer<QString>>();
    auto *job = new QKeychain::ReadPasswordJob(service());
    job->setKey(name);
    connect(job, &QKeychain::Job::finished, this, [this, job, name, answer] {
        m_problem.clear();
        if (job->error() == QKeychain::NoError)
            m_memory.insert(name, job->textData());
        else if (job->error() != QKeychain::EntryNotFound)
            fail(job->errorString());
        answer->give(m_memory.value(name));
    });
    QTimer::singleShot(m_patience, this, [this, answer] {
        if (answer->isGiven())
            return;
        slow();
        answer->give({});
    });
    job->start();
    return answer->future();
}

QFuture<Secrets::Kept> Secrets::write(const QString &name, const QString &secret, bool forLong)
{
    m_memory.insert(name, secret);
    if (!forLong)
        return ready(Kept::ThisRun);
    const auto answer = std::make_shared<Answer<Kept>>();
    auto *job = new QKeychain::WritePasswordJob(service());
    job->setKey(name);
    job->setTextData(secret);
    connect(job, &QKeychain::Job::finished, this, [this, job, answer] {
        m_problem.clear();
        if (job->error() != QKeychain::NoError)
            fail(job->errorString());
        answer->give(job->error() == QKeychain::NoError ? Kept::Keychain : Kept::ThisRun);
    });
    QTimer::singleShot(m_patience, this, [this, answer] {
        if (answer->isGiven())
            return;
        slow();
        answer->give(Kept::ThisRun);
    });
    job->start();
    return answer->future();
}

QFuture<bool> Secrets::remove(const QString &name)
{
    m_memory.remove(name);
    const auto answer = std::make_shared<Answer<bool>>();
    auto *job = new QKeychain::DeletePasswordJob(service());
    job->setKey(name);
    connect(job, &QKeychain::Job::finished, this, [job, answer] {
        answer->give(
            job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound);
    });
    QTimer::singleShot(m_patience, this, [answer] { answer->give(false); });
    job->start();
    return answer->future();
}

#else

bool Secrets::hasKeychain() { return false; }

QFuture<QString> Secrets::read(const QString &name) { return ready(m_memory.value(name)); }

QFuture<Secrets::Kept> Secrets::write(const QString &name, const QString &secret, bool)
{
    m_memory.insert(name, secret);
    return ready(Kept::ThisRun);
}

QFuture<bool> Secrets::remove(const QString &name)
{
    m_memory.remove(name);
    return ready(true);
}

#endif

} // namespace tierlens
