import { startDemoLms } from './index.js';

const { DEMO_LMS_PORT, DEMO_LMS_HOST, DEMO_LMS_URL, DEMO_LMS_STATE, TOOL_URL } = process.env;

try {
  const lms = await startDemoLms({
    port: Number(DEMO_LMS_PORT ?? 8090),
    statePath: DEMO_LMS_STATE ?? 'data/demo-lms.json',
    toolUrl: TOOL_URL ?? 'http://127.0.0.1:8080',
    ...(DEMO_LMS_HOST ? { host: DEMO_LMS_HOST } : {}),
    ...(DEMO_LMS_URL ? { publicUrl: DEMO_LMS_URL } : {}),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      lms.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
