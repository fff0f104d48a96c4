// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/postgresform.h"

#include "postgres/postgreskeywords.h"

#include <QCoreApplication>
#include <QUrl>

namespace tierlens {

namespace {

struct PostgresFormWords
{
    Q_DECLARE_TR_FUNCTIONS(AddressForms)
};

constexpr std::pair<const char *, QString PostgresForm::*> Keywords[] = {
    {"host", &PostgresForm::host},
    {"port", &PostgresForm::port},
    {"user", &PostgresForm::user},
    {"password", &PostgresForm::password},
    {"dbname", &PostgresForm::database},
    {"service", &PostgresForm::service},
    {"sslmode", &PostgresForm::tlsMode},
    {"sslrootcert", &PostgresForm::caFile},
    {"sslcert", &PostgresForm::certificateFile},
    {"sslkey", &PostgresForm::keyFile},
    {"sslpassword", &PostgresForm::keyPassword},
};

QString encoded(const QString &text, const QByteArray &keep = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

QString quoted(QString value)
{
    if (!value.contains(QLatin1Char(' ')) && !value.contains(QLatin1Char('\''))
        && !value.contains(QLatin1Char('\\')) && !value.isEmpty())
        return value;
    value.replace(QLatin1String("\\"), QLatin1String("\\\\"));
    value.replace(QLatin1String("'"), QLatin1String("\\'"));
    return QLatin1Char('\'') + value + QLatin1Char('\'');
}

// A password may end in a space; of everything else a space at the end is a slip.
QString valueOf(const PostgresForm &form, QString PostgresForm::*field)
{
    return field == &PostgresForm::password || field == &PostgresForm::keyPassword
        ? form.*field
        : (form.*field).trimmed();
}

QString asKeywordList(const PostgresForm &form)
{
    QStringList words;
    for (const auto &[keyword, field] : Keywords) {
        if (const auto value = valueOf(form, field); !value.isEmpty())
            words << QLatin1String(keyword) + QLatin1Char('=') + quoted(value);
    }
    for (const auto &[keyword, value] : form.others)
        words << keyword + QLatin1Char('=') + quoted(value);
    return words.join(QLatin1Char(' '));
}

// The hosts as a URI has them before the path; empty if they have to go into the query.
QString authority(const PostgresForm &form)
{
    const auto hosts = form.hosts();
    const auto ports = form.port.trimmed().split(QLatin1Char(','));
    if (ports.size() > 1 && ports.size() != hosts.size())
        return {};
    QStringList places;
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        if (hosts[i].startsWith(QLatin1Char('/')))
            return {}; // a socket's folder
        auto place = hosts[i].contains(QLatin1Char(':'))
            ? QLatin1Char('[') + hosts[i] + QLatin1Char(']')
            : encoded(hosts[i]);
        const auto port = ports.size() == 1 ? ports[0] : ports[i];
        if (!port.trimmed().isEmpty())
            place += QLatin1Char(':') + encoded(port.trimmed());
        places << place;
    }
    return places.join(QLatin1Char(','));
}

} // namespace

const QStringList &PostgresForm::tlsModes()
{
    static const QStringList all{QStringLiteral("disable"), QStringLiteral("allow"),
        QStringLiteral("prefer"), QStringLiteral("require"), QStringLiteral("verify-ca"),
        QStringLiteral("verify-full")};
    return all;
}

QStringList PostgresForm::hosts() const
{
    QStringList all;
    const auto parts = host.split(QLatin1Char(','));
    for (const auto &part : parts)
        all << part.trimmed();
    return host.trimmed().isEmpty() ? QStringList() : all;
}

Result<PostgresForm> PostgresForm::read(const QString &connection)
{
    const auto keywords = readPostgresKeywords(connection.trimmed().toStdString());
    if (!keywords)
        return keywords.error();
    PostgresForm form;
    form.asKeywords = !connection.contains(QLatin1String("://")) && !connection.trimmed().isEmpty();
    for (const auto &[keyword, value] : *keywords) {
        const auto text = QString::fromStdString(value);
        const auto *known = std::find_if(std::begin(Keywords), std::end(Keywords),
            [&name = keyword](const auto &one) { return name == one.first; });
        if (known != std::end(Keywords))
            form.*(known->second) = text;
        else
            form.others.append({QString::fromStdString(keyword), text});
    }
    return form;
}

QString PostgresForm::connection() const
{
    if (asKeywords)
        return asKeywordList(*this);
    QString uri = QStringLiteral("postgresql://");
    const auto name = user.trimmed();
    if (!name.isEmpty() || !password.isEmpty())
        uri += encoded(name);
    if (!password.isEmpty())
        uri += QLatin1Char(':') + encoded(password);
    if (!name.isEmpty() || !password.isEmpty())
        uri += QLatin1Char('@');
    const auto places = authority(*this);
    uri += places;
    if (const auto base = database.trimmed(); !base.isEmpty())
        uri += QLatin1Char('/') + encoded(base);
    QStringList query;
    const auto ask = [&query](const QString &keyword, const QString &value) {
        if (!value.isEmpty())
            query << keyword + QLatin1Char('=') + encoded(value, "/,");
    };
    for (const auto &[keyword, field] : Keywords) {
        const bool isAhead = field == &PostgresForm::user || field == &PostgresForm::password
            || field == &PostgresForm::database
            || ((field == &PostgresForm::host || field == &PostgresForm::port)
                && !places.isEmpty());
        if (!isAhead)
            ask(QLatin1String(keyword), valueOf(*this, field));
    }
    for (const auto &[keyword, value] : others)
        ask(keyword, value);
    if (query.isEmpty())
        return uri;
    if (database.trimmed().isEmpty())
        uri += QLatin1Char('/'); // "postgresql://?…" is read as well, but looks like a slip
    return uri + QLatin1Char('?') + query.join(QLatin1Char('&'));
}

FieldProblems PostgresForm::problems() const
{
    FieldProblems problems;
    const auto say = [&problems](AddressField field, const QString &what) {
        problems.push_back({field, what});
    };
    const auto ports = port.trimmed().split(QLatin1Char(','));
    const bool arePorts = std::all_of(
        ports.begin(), ports.end(), [](const QString &one) { return isPort(one.trimmed()); });
    if (!arePorts)
        say(AddressField::Port, PostgresFormWords::tr("A port is a number from 1 to 65535."));
    else if (ports.size() > 1 && ports.size() != hosts().size())
        say(AddressField::Port,
            PostgresFormWords::tr("Write one port for all hosts, or one for each of them."));
    if (host.trimmed().contains(QLatin1Char(' ')) && !host.contains(QLatin1Char(',')))
        say(AddressField::Host, PostgresFormWords::tr("A host is a name or an IP address."));
    if (!tlsMode.isEmpty() && !tlsModes().contains(tlsMode))
        say(AddressField::TlsMode,
            PostgresFormWords::tr("libpq knows these TLS modes: %1.")
                .arg(tlsModes().join(QStringLiteral(", "))));
    if (certificateFile.trimmed().isEmpty() && !keyFile.trimmed().isEmpty())
        say(AddressField::CertificateFile,
            PostgresFormWords::tr("A client certificate and its key belong together."));
    if (problems.empty()) {
        if (const auto read = readPostgresKeywords(connection().toStdString()); !read)
            say(AddressField::Host, QString::fromStdString(read.error().text));
    }
    return problems;
}

} // namespace tierlens
