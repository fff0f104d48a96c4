// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/worlds.h"

#include "worlds/assistant.h"
#include "worlds/livegame.h"
#include "worlds/socialprofile.h"

namespace tierlens {

namespace {
ScenarioText coming(const QString &id, const QString &title, const QString &subtitle)
{
    ScenarioText text;
    text.id = id;
    text.title = title;
    text.subtitle = subtitle;
    text.available = false;
    return text;
}
} // namespace

std::vector<ScenarioText> scenarioTexts()
{
    return {
        SocialProfile::words(),
        LiveGame::words(),
        Assistant::words(),
        coming(QStringLiteral("store"), QStringLiteral("Online store"),
            QStringLiteral("cart · orders · sneakers in Texas")),
    };
}

std::unique_ptr<Scenario> makeScenario(const QString &id)
{
    if (id == QLatin1String("profile"))
        return std::make_unique<SocialProfile>();
    if (id == QLatin1String("game"))
        return std::make_unique<LiveGame>();
    if (id == QLatin1String("assistant"))
        return std::make_unique<Assistant>();
    return nullptr;
}

} // namespace tierlens
