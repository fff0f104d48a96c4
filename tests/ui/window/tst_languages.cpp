// SPDX-License-Identifier: GPL-3.0-or-later
// The window in each language: nothing is missing, nothing is cut off. What the diagram paints
// itself is laid out by FlowLayout, which leaves out what does not fit; so there nothing may be
// left out.
#include "diagram/flowview.h"
#include "session/session.h"
#include "window/language.h"
#include "window/mainwindow.h"

#include <QAbstractButton>
#include <QFile>
#include <QLabel>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QTest>
#include <QXmlStreamReader>

using namespace tierlens;

namespace {
QSet<QString> placeholders(const QString &text)
{
    QSet<QString> found;
    static const QRegularExpression form(
        QStringLiteral("%(L?\\d{1,2}|n)(?![0-9A-F])|\\{[a-z_0-9]+\\}"));
    auto matches = form.globalMatch(text);
    while (matches.hasNext())
        found.insert(matches.next().captured());
    return found;
}

struct Message
{
    QString context, source, translation;
    bool unfinished = false;
};

QList<Message> messagesIn(const QString &file)
{
    QList<Message> messages;
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return messages;
    QXmlStreamReader xml(&in);
    QString context;
    Message message;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            if (xml.tokenType() == QXmlStreamReader::EndElement
                && xml.name() == QLatin1String("message"))
                messages.append(message);
            continue;
        }
        if (xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        else if (xml.name() == QLatin1String("message"))
            message = {context, {}, {}, false};
        else if (xml.name() == QLatin1String("source"))
            message.source = xml.readElementText();
        else if (xml.name() == QLatin1String("translation")) {
            message.unfinished
                = xml.attributes().value(QStringLiteral("type")) == QLatin1String("unfinished");
            message.translation = xml.readElementText(QXmlStreamReader::IncludeChildElements);
        }
    }
    return messages;
}
} // namespace

class TestLanguages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyTextIsTranslated_data()
    {
        QTest::addColumn<QString>("language");
        for (const auto &language : languages()) {
            if (language != QLatin1String("en"))
                QTest::newRow(qPrintable(language)) << language;
        }
    }
    void everyTextIsTranslated()
    {
        QFETCH(QString, language);
        const auto messages = messagesIn(QStringLiteral(TIERLENS_SOURCE)
            + QStringLiteral("/resources/translations/tierlens_%1.ts").arg(language));
        QVERIFY(messages.size() > 500);
        for (const auto &message : messages) {
            const auto where = QStringLiteral("%1: \"%2\" → \"%3\"")
                                   .arg(message.context, message.source, message.translation);
            QVERIFY2(!message.unfinished, qPrintable(where));
            QVERIFY2(!message.translation.trimmed().isEmpty() || message.source.trimmed().isEmpty(),
                qPrintable(where));
            QVERIFY2(placeholders(message.source) == placeholders(message.translation),
                qPrintable(where));
        }
    }

    void nothingIsCutOff_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QSize>("size");
        for (const auto &language : languages()) {
            QTest::addRow("%s low", qPrintable(language)) << language << QSize(1280, 800);
            QTest::addRow("%s", qPrintable(language)) << language << QSize(1600, 1000);
        }
    }
    void nothingIsCutOff()
    {
        QFETCH(QString, language);
        QFETCH(QSize, size);
        QCOMPARE(speak(language), language);
        Session session(SessionOptions{}); // never started: the window alone is looked at
        Settings settings;
        settings.theme = QStringLiteral("dark");
        MainWindow window(session, settings);
        window.resize(size);
        window.findChild<QStackedWidget *>()->setCurrentIndex(1);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::qWait(80); // layouts settle
        QStringList cut;
        for (const auto *widget : window.findChildren<QWidget *>()) {
            if (!widget->isVisibleTo(&window))
                continue;
            const auto *label = qobject_cast<const QLabel *>(widget);
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            QString text;
            if (label && !label->wordWrap())
                text = label->text();
            else if (button)
                text = button->text();
            if (text.isEmpty())
                continue;
            if (widget->width() + 1 < widget->minimumSizeHint().width()
                || (button && button->width() + 1 < button->sizeHint().width()
                    && button->sizePolicy().horizontalPolicy() != QSizePolicy::Ignored))
                cut.append(QStringLiteral("%1 \"%2\": %3 of %4 px")
                               .arg(QLatin1String(widget->metaObject()->className()), text)
                               .arg(widget->width())
                               .arg(widget->sizeHint().width()));
        }
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join(QStringLiteral("\n    "))));
    }

    void cleanupTestCase() { speak(QStringLiteral("en")); }
};

QTEST_MAIN(TestLanguages)
#include "tst_languages.moc"
