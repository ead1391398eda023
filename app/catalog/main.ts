import { runService } from '../shared/run-service';
import { catalog } from './service';

void runService(catalog);
