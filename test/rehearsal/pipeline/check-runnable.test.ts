import { checkImage, checkRunnable } from '../../../rehearsal/pipeline/check-runnable';
import { buildImage } from '../../../rehearsal/pipeline/docker/build';
import { Images } from '../../../rehearsal/pipeline/docker/image-store';
import { withPlanted } from '../../../rehearsal/pipeline/docker/images';
import { selectStages } from '../../../rehearsal/pipeline/select-stages';
import { UsageError } from '../../../rehearsal/usage-error';
import { testAction, testModel, testPipeline, testService, testStage } from './model-fixture';
import { temporaryDirectory } from './temporary';

const GOOD = 'FROM node:20\nCMD ["node", "server.js"]';
const BAD = 'FROM python:3.12\nCMD ["python", "app.py"]';

function check(
  commands: readonly string[],
  files: Readonly<Record<string, string>>,
  command?: string[],
): () => void {
  const build = testAction({
    ...{ name: 'Build', category: 'Build', provider: 'CodeBuild' },
    configuration: { ProjectName: 'build' },
  });
  const deploy = testAction({ name: 'Deploy', configuration: { ServiceName: 'web' } });
  const pipeline = {
    ...testPipeline('shop-web', []),
    stages: [testStage('Build', build), testStage('live', deploy)],
  };
  const service = testService();
  const model = testModel({
    pipelines: [pipeline],
    services: [{ ...service, task: { ...service.task, ...(command && { command }) } }],
    buildProjects: [
      {
        ...{ name: 'build', environment: {}, privileged: true, timeoutSeconds: 60 },
        buildspec: { inline: JSON.stringify({ version: '0.2', phases: { build: { commands } } }) },
      },
    ],
  });
  const tree = temporaryDirectory(files);
  return () => checkRunnable(model, selectStages(model), tree);
}

describe('before anything is built', () => {
  it.each([
    [['docker build -t a .'], { Dockerfile: BAD }, 'Dockerfile'],
    [['docker image build --tag a .'], { Dockerfile: BAD }, 'Dockerfile'],
    [['docker buildx build --push -t a ./web'], { 'web/Dockerfile': BAD }, 'web/Dockerfile'],
    [
      ['docker build -f docker/web.Dockerfile -t a .'],
      { 'docker/web.Dockerfile': BAD },
      'docker/web.Dockerfile',
    ],
    [
      ['docker build --file="Dockerfile.prod" .'],
      { 'Dockerfile.prod': BAD, Dockerfile: GOOD },
      'Dockerfile.prod',
    ],
    [['cd web', 'docker build -t a .'], { 'web/Dockerfile': BAD }, 'web/Dockerfile'],
    [['cd web && docker build -t a . && docker push a'], { 'web/Dockerfile': BAD }, 'web/Dockerfile'],
    [['echo 1\ndocker build \\\n  -t a .'], { Dockerfile: BAD }, 'Dockerfile'],
  ])('%j is refused in one line when %j needs an engine', (commands, files, file) => {
    expect(check(commands, files)).toThrow(UsageError);
    expect(check(commands, files)).toThrow(
      `${file}: it starts python app.py, and processes stand only for images that are built in one stage and start with ` +
        'node, such as CMD ["node", "server.js"]; start a container engine and rehearse with --runtime docker',
    );
    expect(check(commands, files)).not.toThrow('\n');
  });

  it.each([
    [['docker build .'], { Dockerfile: GOOD }],
    [['docker build .', 'docker build proxy'], { Dockerfile: GOOD, 'proxy/Dockerfile': BAD }],
    [['docker build -f $FILE .'], { Dockerfile: BAD }],
    [['npm run image'], { Dockerfile: BAD }],
    [['docker build .'], {}],
  ])('%j with %j is let through', (commands, files) => {
    expect(check(commands, files)).not.toThrow();
  });

  it('a task definition that starts another program is refused', () => {
    expect(check([], {}, ['npm', 'start'])).toThrow(
      'the task definition of web: its command is npm start, and',
    );
    expect(check([], {}, ['node', 'server.js'])).not.toThrow();
  });
});

it('an image that is built by a script and no process can run is refused before it is released', () => {
  const context = temporaryDirectory({ Dockerfile: BAD });
  const images = new Images();
  const request = { context, dockerfile: `${context}/Dockerfile`, buildArguments: {}, labels: {} };
  const built = (byEngine: boolean) =>
    buildImage({ ...request, byEngine, directory: temporaryDirectory() }).image;
  images.tag('r:1', withPlanted(built(false), { environment: {} }));
  images.push('r:1');
  images.tag('r:2', built(true));
  images.push('r:2');
  expect(() => checkImage({ images }, 'r:1')).toThrow(
    'Dockerfile: it starts python app.py, and processes stand only',
  );
  expect(() => checkImage({ images }, 'r:2')).not.toThrow();
  expect(() => checkImage({ images }, 'somewhere/else:1')).not.toThrow();
});
