import { runService } from '../shared/run-service';
import { storefront } from './service';

void runService(storefront);
