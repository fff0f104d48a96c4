// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "tour/tour.h"
#include "tour/tourjson.h"

#include <QCoreApplication>

#include <functional>

namespace tierlens {

// Makes a Tour of a file's JSON and finds what is wrong with it: every mistake with its line and a
// sentence. resources/tours/tour.schema.json says the same for editors.
class TourReader
{
    Q_DECLARE_TR_FUNCTIONS(TourReader)
public:
    explicit TourReader(QString fileName)
        : m_file(std::move(fileName))
    { }
    // The error's text is the first mistake, its detail the others, one a line.
    Result<Tour> read(const QByteArray &bytes);

    static constexpr int MaxCaption = 160; // characters: what can be read from the back of a room
    static constexpr int MaxSteps = 60;

private:
    void readTour(const TourJson &root);
    void readStep(const TourJson &json);
    void readWait(const TourJson &json, TourStep &step);
    void readClaims(const TourJson &json, TourStep &step);
    void readQuestion(const TourJson &json, TourStep &step);
    TourText text(const TourJson &json, const QString &name, int most);
    std::optional<TourText> language(const TourJson &json, const QString &name, int most);
    std::vector<std::pair<QString, QString>> settings(const TourJson &json);
    std::vector<TourCondition> conditions(const TourJson &json, const QString &name);
    std::optional<TourCondition> condition(const TourJson &json, const QString &name);
    std::optional<std::chrono::milliseconds> limit(const TourJson &json, const QString &name);
    void checkPlaceholders(const TourJson &json, const QString &words);
    // Each member by its own function; one that is not listed is a mistake.
    using Members = std::vector<std::pair<const char *, std::function<void(const TourJson &)>>>;
    bool readMembers(const TourJson &json, const QString &what, const Members &known);
    void need(const TourJson &json, const QString &what, const char *member, const char *example);
    void mistake(const TourJson &json, const QString &why);

    QString m_file;
    Tour m_tour;
    int m_step = 0; // from 1; 0: not in a step
    std::vector<std::pair<int, QString>> m_mistakes;
};

} // namespace tierlens
