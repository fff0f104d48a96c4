// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour/tour.h"

#include "tour/tourreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace tierlens {

namespace {
constexpr qint64 MostBytes = 1'000'000;

// In the order in which they are offered.
const QStringList &shippedNames()
{
    static const QStringList names{QStringLiteral("two-memories"), QStringLiteral("game"),
        QStringLiteral("assistant"), QStringLiteral("store"), QStringLiteral("what-happens-when")};
    return names;
}

QString shippedFile(const QString &name) { return QStringLiteral(":/tours/%1.json").arg(name); }

QString language() // that the window speaks
{
    const auto *application = QCoreApplication::instance();
    return application ? application->property("language").toString() : QString();
}

Error missing(const QString &text) { return {ErrorKind::Usage, {}, text.toStdString(), {}}; }
} // namespace

void TourText::add(const QString &language, const QString &words)
{
    m_words.emplace_back(language, words);
}

QString TourText::in(const QString &language) const
{
    for (const auto &wanted : {language, QStringLiteral("en")}) {
        for (const auto &[known, words] : m_words) {
            if (known == wanted)
                return words;
        }
    }
    return m_words.empty() ? QString() : m_words.front().second;
}

QString TourText::here() const { return in(language()); }

bool Tour::needsSandbox() const
{
    using Verb = TourOrder::Verb;
    return std::any_of(steps.begin(), steps.end(), [](const TourStep &step) {
        return std::any_of(step.orders.begin(), step.orders.end(), [](const TourOrder &order) {
            return order.verb == Verb::Restart || order.verb == Verb::Crash
                || order.verb == Verb::Freeze;
        });
    });
}

const QStringList &tourPlaces()
{
    static const QStringList places = QStringLiteral(
        "app redis postgres hits misses hit-rate ask answer miss row write invalidate keys "
        "impact charts board")
                                          .split(QLatin1Char(' '));
    return places;
}

Result<Tour> readTour(const QByteArray &json, const QString &fileName)
{
    return TourReader(fileName).read(json);
}

Result<Tour> loadTour(const QString &nameOrFile)
{
    const bool shipped = QFile::exists(shippedFile(nameOrFile));
    const auto path = shipped ? shippedFile(nameOrFile) : nameOrFile;
    const auto name = QFileInfo(path).fileName();
    QFile file(path);
    if (!QFileInfo(path).isFile()) {
        QStringList known;
        for (const auto &tour : shippedTours())
            known.append(tour.id);
        return missing(
            QCoreApplication::translate("Tour", "There is no tour or file \"%1\"; tours are %2.")
                .arg(nameOrFile, known.join(QStringLiteral(", "))));
    }
    if (!file.open(QIODevice::ReadOnly))
        return missing(QCoreApplication::translate("Tour", "%1 cannot be read: %2.")
                           .arg(name, file.errorString()));
    if (file.size() > MostBytes)
        return missing(QCoreApplication::translate("Tour", "%1 is too long for a tour.").arg(name));
    auto tour = readTour(file.readAll(), name);
    if (tour)
        tour->id = QFileInfo(path).completeBaseName();
    return tour;
}

const std::vector<TourTitle> &shippedTours()
{
    static std::map<QString, std::vector<TourTitle>> byLanguage;
    auto &list = byLanguage[language()];
    if (!list.empty())
        return list;
    for (const auto &name : shippedNames()) {
        QFile file(shippedFile(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        if (const auto tour = readTour(file.readAll(), name))
            list.push_back({name, tour->title.here(), tour->subtitle.here(), tour->scenario});
    }
    return list;
}

} // namespace tierlens
