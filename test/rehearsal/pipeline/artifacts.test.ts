import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ObjectStore, unzip, writeFiles, zip } from '../../../rehearsal/pipeline/artifacts';
import { ARTIFACT_BUCKET, PipelineArtifacts } from '../../../rehearsal/pipeline/pipeline-artifacts';
import { testAction } from './model-fixture';
import { temporaryDirectory } from './temporary';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const deploy = testAction({ name: 'Deploy', provider: 'CodeDeployToECS' });

describe('zip', () => {
  it('gives the same bytes for the same files, and the files back', () => {
    const files = { 'a.txt': text('a'), 'sub/b.txt': text('b') };
    expect(zip(files)).toEqual(zip(files));
    expect(unzip(zip(files))).toEqual(files);
  });
});

describe('writeFiles', () => {
  it('refuses a name that leads out of the directory', () => {
    const directory = temporaryDirectory();
    expect(() => writeFiles(directory, { '../evil.txt': text('x') })).toThrow('leads out of its directory');
    writeFiles(directory, { 'sub/good.txt': text('x') });
    expect(existsSync(join(directory, 'sub/good.txt'))).toBe(true);
  });
});

describe('PipelineArtifacts', () => {
  it('stores files under a key like that of CodePipeline and reads them back', () => {
    const objects = new ObjectStore();
    const artifacts = new PipelineArtifacts(objects, 'a-pipeline-with-a-long-name');
    artifacts.putFiles('BuildArtifact', { 'imageDetail.json': text('{}') });
    const { bucket, key } = artifacts.locate('BuildArtifact');
    expect(bucket).toBe(ARTIFACT_BUCKET);
    expect(key).toMatch(/^a-pipeline-with-a-lo\/BuildArtif\/[0-9a-f]{7}$/);
    expect(artifacts.text('BuildArtifact', './imageDetail.json', deploy)).toBe('{}');
    expect(() => artifacts.text('BuildArtifact', 'x.json', deploy)).toThrow(
      'the artifact BuildArtifact has no file x.json',
    );
  });

  it('zips a directory only when its bytes are wanted, without its packages', () => {
    const artifacts = new PipelineArtifacts(new ObjectStore(), 'p');
    const directory = temporaryDirectory({ 'a.txt': 'a', 'node_modules/x/index.js': 'x' });
    artifacts.putDirectory('Tree', directory);
    expect(artifacts.directory('Tree')).toBe(directory);
    expect(Object.keys(unzip(artifacts.bytes('Tree', testAction({ name: 'x' }))))).toEqual(['a.txt']);
  });

  it('holds CodeDeployToECS to 3 MB and other actions to nothing', () => {
    const artifacts = new PipelineArtifacts(new ObjectStore(), 'p');
    const noise = Uint8Array.from({ length: 4 * 1024 * 1024 }, () => Math.floor(Math.random() * 256));
    artifacts.putFiles('Big', { noise });
    expect(() => artifacts.bytes('Big', deploy)).toThrow(
      'the artifact Big has 4.0 MB; CodeDeployToECS accepts 3 MB',
    );
    expect(artifacts.bytes('Big', testAction({ name: 'x' })).length).toBeGreaterThan(4_000_000);
  });

  it('names an artifact that does not exist, or that was never uploaded', () => {
    const artifacts = new PipelineArtifacts(new ObjectStore(), 'p');
    expect(() => artifacts.locate('None')).toThrow('the artifact None does not exist');
    artifacts.reserve('Output');
    expect(() => artifacts.bytes('Output', deploy)).toThrow('the artifact Output is empty');
  });
});
