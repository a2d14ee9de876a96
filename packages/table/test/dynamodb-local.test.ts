import { startDynamoDbLocal } from './start-dynamodb-local.ts';
import { tableContract } from './table-contract.ts';

tableContract('DynamoDB Local', startDynamoDbLocal);
