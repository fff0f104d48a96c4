// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helptopics.h"

#include "help/helpchapters.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

namespace {
struct HelpChapterWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

bool holdsAll(const QStringList &words, const QString &text)
{
    return std::all_of(words.begin(), words.end(),
        [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}
} // namespace

QString helpChapterName(HelpChapter chapter)
{
    switch (chapter) {
    case HelpChapter::Begin:
        return HelpChapterWords::tr("To begin with");
    case HelpChapter::Demo:
        return HelpChapterWords::tr("The demo");
    case HelpChapter::Watch:
        return HelpChapterWords::tr("Watching servers");
    case HelpChapter::Keys:
        return HelpChapterWords::tr("Keys and invalidating them");
    case HelpChapter::Restarts:
        return HelpChapterWords::tr("Restarts and drills");
    case HelpChapter::Audit:
        return HelpChapterWords::tr("The audit");
    case HelpChapter::Trouble:
        break;
    }
    return HelpChapterWords::tr("When something does not work");
}

HelpTopics helpTopics()
{
    HelpTopics topics;
    for (const auto add :
        {addFirstTopics, addDemoWindowTopics, addDemoDiagramTopics, addDemoServerTopics,
            addDemoListTopics, addImpactTopics, addSightingTopics, addWatchWindowTopics,
            addWatchTrafficTopics, addWatchPatternTopics, addWatchListTopics, addKeysTopics,
            addInvalidationTopics, addRestartTopics, addAuditTopics, addTroubleTopics})
        add(topics);
    return topics;
}

HelpTopics helpFound(const HelpTopics &topics, const QString &typed)
{
    const auto words = typed.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    HelpTopics byTitle, byText;
    for (const auto &topic : topics) {
        if (holdsAll(words, topic.title))
            byTitle.push_back(topic);
        else if (holdsAll(words,
                     QStringList{topic.title, topic.what, topic.formula, topic.window, topic.source}
                         .join(QLatin1Char('\n'))))
            byText.push_back(topic);
    }
    byTitle.insert(byTitle.end(), byText.begin(), byText.end());
    return byTitle;
}

const HelpTopic *helpTopicCalled(const HelpTopics &topics, const QString &id)
{
    const auto found = std::find_if(
        topics.begin(), topics.end(), [&id](const HelpTopic &topic) { return topic.id == id; });
    return found == topics.end() ? nullptr : &*found;
}

} // namespace tierlens
