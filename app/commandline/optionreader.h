// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "session/timedaction.h"

#include <QCommandLineParser>
#include <QString>

#include <optional>

namespace tierlens {

// Reads options one by one; the first mistake stays.
class OptionReader
{
public:
    explicit OptionReader(const QCommandLineParser &parser)
        : m_parser(parser)
    { }
    const std::optional<Error> &error() const { return m_error; }

    bool has(const char *name) const { return m_parser.isSet(QLatin1String(name)); }
    QString text(const char *name) const { return m_parser.value(QLatin1String(name)); }
    void fail(const QString &text)
    {
        if (!m_error)
            m_error = Error{ErrorKind::Usage, {}, text.toStdString(), {}};
    }
    template <typename T> void readSpan(const char *name, T &target)
    {
        if (!has(name))
            return;
        if (const auto span = parseSpan(text(name)))
            target = *span;
        else
            fail(QStringLiteral("--%1: %2")
                     .arg(QLatin1String(name), QString::fromStdString(span.error().text)));
    }
    double number(const char *name, double from, double to, double otherwise)
    {
        if (!has(name))
            return otherwise;
        bool ok = false;
        const double value = text(name).toDouble(&ok);
        if (ok && value >= from && value <= to)
            return value;
        fail(QStringLiteral("--%1 %2: give a number from %3 to %4.")
                 .arg(QLatin1String(name), text(name))
                 .arg(from)
                 .arg(to));
        return otherwise;
    }

private:
    const QCommandLineParser &m_parser;
    std::optional<Error> m_error;
};

} // namespace tierlens
