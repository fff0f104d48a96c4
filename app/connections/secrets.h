// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QString>

#include <chrono>

namespace tierlens {

// Where passwords live: in the system's keychain if this build and the system have one, otherwise
// only in memory until Tierlens ends. Never in a file of ours. GUI thread; nothing blocks, and a
// keychain that does not answer in time counts as one that is not there.
class Secrets : public QObject
{
    Q_OBJECT
public:
    enum class Kept { Keychain, ThisRun };

    explicit Secrets(
        QObject *parent = nullptr, std::chrono::milliseconds patience = std::chrono::seconds(3));

    static bool hasKeychain(); // this build

    // Empty: not known, so ask. What a slow keychain says later is there at the next reading.
    QFuture<QString> read(const QString &name);
    // Says where it is now; without `forLong` the keychain is not touched.
    QFuture<Kept> write(const QString &name, const QString &secret, bool forLong);
    QFuture<bool> remove(const QString &name); // false: perhaps it is still in the keychain

    // Why the keychain was of no use when it was last asked; a sentence; empty: it was.
    const QString &problem() const { return m_problem; }

private:
    void fail(const QString &why);
    void slow();

    std::chrono::milliseconds m_patience;
    QHash<QString, QString> m_memory;
    QString m_problem;
};

// The names under which the secrets of a connection are kept.
QString secretName(const QString &connectionId, bool ofRedis);

} // namespace tierlens
