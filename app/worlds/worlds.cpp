// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/worlds.h"

#include "onlinestore/onlinestore.h"
#include "worlds/assistant.h"
#include "worlds/livegame.h"
#include "worlds/socialprofile.h"

namespace tierlens {

std::vector<ScenarioText> scenarioTexts()
{
    return {SocialProfile::words(), LiveGame::words(), Assistant::words(), OnlineStore::words()};
}

std::unique_ptr<Scenario> makeScenario(const QString &id)
{
    if (id == QLatin1String("profile"))
        return std::make_unique<SocialProfile>();
    if (id == QLatin1String("game"))
        return std::make_unique<LiveGame>();
    if (id == QLatin1String("assistant"))
        return std::make_unique<Assistant>();
    if (id == QLatin1String("store"))
        return std::make_unique<OnlineStore>();
    return nullptr;
}

} // namespace tierlens
