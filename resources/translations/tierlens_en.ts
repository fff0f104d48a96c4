<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>DataLayer</name>
    <message numerus="yes">
        <source>%n write(s) waiting for Postgres</source>
        <translation>
            <numerusform>%n write waiting for Postgres</numerusform>
            <numerusform>%n writes waiting for Postgres</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tierlens::DetailPanel</name>
    <message numerus="yes">
        <source>and %n more, under Events below</source>
        <translation>
            <numerusform>and %n more, under Events below</numerusform>
            <numerusform>and %n more, under Events below</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tierlens::LocalCard</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tierlens::PolicyPanel</name>
    <message numerus="yes">
        <source>More policies… · %n changed</source>
        <translation>
            <numerusform>More policies… · %n changed</numerusform>
            <numerusform>More policies… · %n changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tierlens::TimeChart</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>
