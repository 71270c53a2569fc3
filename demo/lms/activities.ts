import type { Activity, LineItem } from './model.js';
import { findCourse, findTool, type Platform } from './platform.js';

/** What is to be placed in a course; without `toolId` the newest active tool is meant. */
export interface NewActivity {
  title: string;
  url?: string;
  text?: string;
  iconUrl?: string;
  custom?: Record<string, string>;
  toolId?: number;
  /** Gives the activity a column of the gradebook. */
  gradable?: boolean;
  scoreMaximum?: number;
  /** Label of the column; the activity's title when absent. */
  lineItemLabel?: string;
  resourceId?: string;
  tag?: string;
}

export interface NewLineItem {
  courseId: number;
  toolId: number;
  activityId: number | null;
  label: string;
  scoreMaximum: number;
  resourceId?: string;
  tag?: string;
}

export function addLineItem(platform: Platform, item: NewLineItem): LineItem {
  const { state } = platform;
  const lineItem: LineItem = {
    resourceId: '',
    tag: '',
    ...item,
    id: state.nextId.lineItem++,
  };
  state.lineItems.push(lineItem);
  return lineItem;
}

/** Removes a column together with its grades. */
export function removeLineItem(platform: Platform, id: number): void {
  const { state } = platform;
  state.lineItems = state.lineItems.filter((item) => item.id !== id);
  state.grades = state.grades.filter((grade) => grade.lineItemId !== id);
}

/** Places an «External tool» activity in a course. Throws when course or tool is unknown. */
export function addActivity(
  platform: Platform,
  courseId: number,
  item: NewActivity,
): { activity: Activity; lineItem: LineItem | undefined } {
  const { state } = platform;
  const tool =
    item.toolId === undefined
      ? state.tools.findLast((one) => one.state === 'active')
      : findTool(platform, item.toolId);
  if (!findCourse(platform, courseId)) throw new Error(`No course ${courseId}`);
  if (!tool) throw new Error('No such tool: register and activate one first');
  const activity: Activity = {
    id: state.nextId.activity++,
    cmid: state.nextId.module++,
    courseId,
    toolId: tool.id,
    title: item.title,
    text: item.text ?? '',
    url: item.url ?? '',
    iconUrl: item.iconUrl ?? '',
    custom: item.custom ?? {},
    gradable: item.gradable ?? false,
  };
  state.activities.push(activity);
  const lineItem = activity.gradable
    ? addLineItem(platform, {
        courseId,
        toolId: tool.id,
        activityId: activity.id,
        label: item.lineItemLabel ?? item.title,
        scoreMaximum: item.scoreMaximum ?? 100,
        resourceId: item.resourceId ?? '',
        tag: item.tag ?? '',
      })
    : undefined;
  return { activity, lineItem };
}

/** Removes an activity with its columns. */
export function removeActivity(platform: Platform, cmid: number): void {
  const { state } = platform;
  const activity = state.activities.find((item) => item.cmid === cmid);
  if (!activity) return;
  for (const item of state.lineItems.filter((one) => one.activityId === activity.id)) {
    removeLineItem(platform, item.id);
  }
  state.activities = state.activities.filter((item) => item.cmid !== cmid);
}
