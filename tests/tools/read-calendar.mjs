// Reads the calendar on standard input with ical.js, strictly, and prints its events as JSON: node read-calendar.mjs < FILE
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, 'utf8')));
const events = calendar.getAllSubcomponents('vevent').map((component) => {
  const event = new ICAL.Event(component, { strictExceptions: true });
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    url: component.getFirstPropertyValue('url'),
  };
});
console.log(JSON.stringify({ version: calendar.getFirstPropertyValue('version'), events }));
