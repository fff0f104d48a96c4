// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace tierlens {

namespace {
// lupdate files what free functions say under their namespace, or under nothing, whatever context
// they name when they run; so a text that is not where it is looked for is looked for there.
class Translator : public QTranslator
{
public:
    using QTranslator::QTranslator;
    QString translate(const char *context, const char *source, const char *disambiguation,
        int number) const override
    {
        for (const char *place : {context, "tierlens", "", "Words"}) {
            auto found = QTranslator::translate(place, source, disambiguation, number);
            if (!found.isEmpty())
                return found;
        }
        return {};
    }
};

QString systemLanguage()
{
    for (const auto &wanted : QLocale::system().uiLanguages()) {
        const auto code = wanted.left(2).toLower();
        if (languages().contains(code))
            return code;
    }
    return QStringLiteral("en");
}
} // namespace

QStringList languages()
{
    return {QStringLiteral("en"), QStringLiteral("de"), QStringLiteral("fr")};
}

QString languageName(const QString &code)
{
    if (code == QLatin1String("de"))
        return QStringLiteral("Deutsch");
    if (code == QLatin1String("fr"))
        return QStringLiteral("Français");
    return QStringLiteral("English");
}

QString speak(const QString &wanted)
{
    auto *application = QCoreApplication::instance();
    const auto code = languages().contains(wanted) ? wanted : systemLanguage();
    application->setProperty("language", code); // for texts that come in several: tours
    for (auto *old :
        application->findChildren<QTranslator *>(QString(), Qt::FindDirectChildrenOnly)) {
        QCoreApplication::removeTranslator(old);
        delete old;
    }
    // Qt's own words first, so that ours are asked before them.
    const std::pair<QString, QString> files[]
        = {{QStringLiteral("qtbase_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)},
            {QStringLiteral("tierlens_"), QStringLiteral(":/i18n")}};
    for (const auto &[name, folder] : files) {
        auto *translator = new Translator(application);
        if (translator->load(name + code, folder))
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
    }
    return code;
}

} // namespace tierlens
